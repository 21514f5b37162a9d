@NullMarked
package io.edgemq.nats.change;

import org.jspecify.annotations.NullMarked;
