/// The words and rules of EdgeMQ: immutable values, sealed choices and pure decisions. What belongs
/// here needs nothing but its arguments; no I/O, clock, randomness, lock, log or thread does.
@NullMarked
package io.edgemq.domain;

import org.jspecify.annotations.NullMarked;
