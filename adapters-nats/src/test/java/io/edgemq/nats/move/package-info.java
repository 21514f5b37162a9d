/// Tests against real servers.
@NullMarked
package io.edgemq.nats.move;

import org.jspecify.annotations.NullMarked;
