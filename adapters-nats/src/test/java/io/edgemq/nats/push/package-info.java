/// Tests against real servers.
@NullMarked
package io.edgemq.nats.push;

import org.jspecify.annotations.NullMarked;
