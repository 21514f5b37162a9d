package io.edgemq.domain.push;

import java.time.Instant;
import java.util.OptionalInt;

/// The latest attempt that did not succeed.
///
/// @param status the answer's; empty when there was none
/// @param detail one short line about it
public record LastError(Instant at, FailureClass failure, OptionalInt status, String detail) {
  /// What `answer`, which was not a 2xx, says.
  public static LastError of(Instant at, Answer answer) {
    return switch (answer) {
      case Answer.Failed(var failure, var detail) ->
          new LastError(at, failure, OptionalInt.empty(), detail);
      case Answer.Responded(int status, _, _) ->
          new LastError(
              at,
              status < 200 ? FailureClass.PROTOCOL : FailureClass.STATUS,
              OptionalInt.of(status),
              "the endpoint answered " + status);
    };
  }
}
