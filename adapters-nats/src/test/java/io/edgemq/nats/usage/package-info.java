/// How the usage of tenants is told and counted.
@NullMarked
package io.edgemq.nats.usage;

import org.jspecify.annotations.NullMarked;
