package io.edgemq.domain.push;

import io.edgemq.domain.push.Outcome.Delivered;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// An attempt that has ended.
///
/// @param at when it began
/// @param sequence the message's; 0 when it was no message of the topic
/// @param attempt which one of the message it was, from 1
/// @param status the answer's; empty when there was none
/// @param took from its begin until the end of its answer
/// @param error what kept it from succeeding; empty when it succeeded
/// @param answer the first [Answer#KEPT] bytes of the answer's body at most, as text, or one line
///     about what went wrong
public record AttemptRecord(
    Instant at,
    long sequence,
    int attempt,
    OptionalInt status,
    Duration took,
    Optional<FailureClass> error,
    String answer) {

  /// When an attempt of a message was made.
  ///
  /// @param took until its end
  public record Begin(Instant at, long sequence, int attempt, Duration took) {}

  /// The attempt that `answer` came of.
  public static AttemptRecord of(Begin begin, Answer answer) {
    return switch (answer) {
      case Answer.Responded(int status, _, var body) ->
          of(begin, OptionalInt.of(status), error(begin, answer), body);
      case Answer.Failed(var failure, var detail) ->
          of(begin, OptionalInt.empty(), Optional.of(failure), detail);
    };
  }

  private static AttemptRecord of(
      Begin begin, OptionalInt status, Optional<FailureClass> error, String answer) {
    return new AttemptRecord(
        begin.at(), begin.sequence(), begin.attempt(), status, begin.took(), error, answer);
  }

  private static Optional<FailureClass> error(Begin begin, Answer answer) {
    return Outcome.of(answer) instanceof Delivered
        ? Optional.empty()
        : Optional.of(LastError.of(begin.at(), answer).failure());
  }

  /// Without the answer's body, which is somebody's data.
  @Override
  public String toString() {
    return "AttemptRecord[at=%s, sequence=%d, attempt=%d, status=%s, took=%s, error=%s]"
        .formatted(at, sequence, attempt, status, took, error);
  }
}
