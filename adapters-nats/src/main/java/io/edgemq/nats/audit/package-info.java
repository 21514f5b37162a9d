/// What was done to tenants and keys, on JetStream.
@NullMarked
package io.edgemq.nats.audit;

import org.jspecify.annotations.NullMarked;
