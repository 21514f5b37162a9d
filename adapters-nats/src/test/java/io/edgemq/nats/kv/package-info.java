/// Tests against real servers.
@NullMarked
package io.edgemq.nats.kv;

import org.jspecify.annotations.NullMarked;
