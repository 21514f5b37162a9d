/// How far deliveries have come, who makes them, and the dead letters, on JetStream.
@NullMarked
package io.edgemq.nats.push;

import org.jspecify.annotations.NullMarked;
