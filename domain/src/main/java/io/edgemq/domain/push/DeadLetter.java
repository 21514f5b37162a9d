package io.edgemq.domain.push;

import io.edgemq.domain.TopicMessage;
import java.time.Instant;
import java.util.OptionalInt;

/// A message that was given up.
///
/// @param lastStatus the last answer's; empty when there was none
/// @param attempts how often it was tried
public record DeadLetter(
    TopicMessage message,
    Settlement.Reason reason,
    OptionalInt lastStatus,
    int attempts,
    Instant deadAt) {}
