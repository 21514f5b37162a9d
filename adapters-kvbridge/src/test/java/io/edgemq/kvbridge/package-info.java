/// Tests against real servers.
@NullMarked
package io.edgemq.kvbridge;

import org.jspecify.annotations.NullMarked;
