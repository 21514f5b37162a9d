/// Tests against real servers.
@NullMarked
package io.edgemq.nats.topic;

import org.jspecify.annotations.NullMarked;
