/// The rules of delivery by HTTP push (SPEC 5.3): what an answer means, how long to wait, when an
/// endpoint is left alone, which message is sent next. Pure: no clock, no randomness, no I/O; who
/// calls gives the time and the random numbers. Sending, storing and owning are not here.
@NullMarked
package io.edgemq.domain.push;

import org.jspecify.annotations.NullMarked;
