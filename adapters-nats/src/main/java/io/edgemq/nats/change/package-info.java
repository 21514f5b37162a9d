/// Which buckets have change streams, how far those have come, and which process forwards them.
/// Reading buckets and forwarding are not here.
@NullMarked
package io.edgemq.nats.change;

import org.jspecify.annotations.NullMarked;
