/// Tests against real servers.
@NullMarked
package io.edgemq.nats.catalog;

import org.jspecify.annotations.NullMarked;
