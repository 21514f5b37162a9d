/// Tests against real servers, and the servers themselves: one alone or a cluster, which can be
/// killed, stopped and cut off.
@NullMarked
package io.edgemq.jetstream;

import org.jspecify.annotations.NullMarked;
