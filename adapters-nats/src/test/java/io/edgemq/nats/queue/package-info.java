/// Tests against real servers.
@NullMarked
package io.edgemq.nats.queue;

import org.jspecify.annotations.NullMarked;
