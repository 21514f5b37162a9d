@NullMarked
package io.edgemq.server;

import org.jspecify.annotations.NullMarked;
