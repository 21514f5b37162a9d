/// Tests against real servers.
@NullMarked
package io.edgemq.nats;

import org.jspecify.annotations.NullMarked;
