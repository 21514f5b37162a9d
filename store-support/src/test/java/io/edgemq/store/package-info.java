@NullMarked
package io.edgemq.store;

import org.jspecify.annotations.NullMarked;
