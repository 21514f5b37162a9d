@NullMarked
package io.edgemq.http;

import org.jspecify.annotations.NullMarked;
