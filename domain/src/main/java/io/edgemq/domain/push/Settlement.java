package io.edgemq.domain.push;

import java.time.Instant;
import java.util.OptionalInt;

/// What an answer did.
public sealed interface Settlement {
  /// The message is delivered.
  record Delivered() implements Settlement {}

  /// The message is tried again, not before `due`.
  record Retried(Instant due) implements Settlement {}

  /// The message is a dead letter.
  ///
  /// @param status the last answer's; empty when there was none
  record Dead(Reason reason, OptionalInt status, int attempts) implements Settlement {}

  /// The message is a dead letter, and the endpoint wants nothing more.
  record Disabled(Dead dead) implements Settlement {}

  /// Nothing: the subscription was told to go on elsewhere since the message was sent.
  record Ignored() implements Settlement {}

  /// Why a message is a dead letter.
  sealed interface Reason {
    /// The endpoint refused it.
    record Status(int status) implements Reason {}

    /// No attempt succeeded.
    record MaxDeliver() implements Reason {}

    /// The target takes no message of this size.
    record TooLarge() implements Reason {}

    /// The name used in JSON.
    default String text() {
      return switch (this) {
        case Status(int status) -> "status_" + status;
        case MaxDeliver _ -> "max_deliver";
        case TooLarge _ -> "too_large";
      };
    }

    /// The reason whose [#text] is `text`.
    ///
    /// @throws IllegalArgumentException when there is none
    static Reason of(String text) {
      if (text.equals("max_deliver")) {
        return new MaxDeliver();
      }
      if (text.equals("too_large")) {
        return new TooLarge();
      }
      if (!text.startsWith("status_")) {
        throw new IllegalArgumentException("not a reason: " + text);
      }
      return new Status(Integer.parseInt(text.substring("status_".length())));
    }
  }
}
