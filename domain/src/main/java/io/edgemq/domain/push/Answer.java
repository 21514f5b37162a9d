package io.edgemq.domain.push;

import java.time.Duration;
import java.util.Optional;

/// What came of one attempt, as it was seen on the network.
public sealed interface Answer {
  /// The head of an answer was read.
  ///
  /// @param status as it was sent
  /// @param retryAfter how long the endpoint asks to be left alone, as it was asked; empty when it
  ///     does not say, or not in a way that HTTP knows
  /// @param body the first [#KEPT] bytes of the body at most, as text; other bytes than UTF-8 are
  ///     replaced
  record Responded(int status, Optional<Duration> retryAfter, String body) implements Answer {}

  /// There is no answer.
  ///
  /// @param detail one short line about it
  record Failed(FailureClass failure, String detail) implements Answer {}

  /// How many bytes of a body are kept.
  int KEPT = 1_024;
}
