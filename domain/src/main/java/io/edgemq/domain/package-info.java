/// The words and rules of EdgeMQ: immutable values, sealed choices and pure decisions. Code here
/// needs only its arguments: no I/O, clock, randomness, lock, log or thread.
@NullMarked
package io.edgemq.domain;

import org.jspecify.annotations.NullMarked;
