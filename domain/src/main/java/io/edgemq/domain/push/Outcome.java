package io.edgemq.domain.push;

import java.time.Duration;
import java.util.Optional;

/// What an answer means for the message that it answers (SPEC 5.3).
public sealed interface Outcome {
  /// The endpoint has the message.
  record Delivered() implements Outcome {}

  /// The endpoint will not take this message, however often it is sent.
  record Rejected(int status) implements Outcome {}

  /// The endpoint takes nothing any more.
  record Gone() implements Outcome {}

  /// The message may be taken later.
  ///
  /// @param asked how long the endpoint asks to be left alone, within [#LEAST] and [#MOST]; empty
  ///     when it does not say
  record Transient(Optional<Duration> asked) implements Outcome {}

  /// The shortest wait that an endpoint can ask for.
  Duration LEAST = Duration.ofSeconds(1);

  /// The longest wait that an endpoint can ask for.
  Duration MOST = Duration.ofHours(1);

  /// What `answer` means.
  static Outcome of(Answer answer) {
    return switch (answer) {
      case Answer.Failed _ -> new Transient(Optional.empty());
      case Answer.Responded(int status, var retryAfter, _) -> of(status, retryAfter);
    };
  }

  private static Outcome of(int status, Optional<Duration> retryAfter) {
    if (status >= 200 && status < 300) {
      return new Delivered();
    }
    if (status == 410) {
      return new Gone();
    }
    if (status >= 300 && status < 500 && status != 408 && status != 429) {
      return new Rejected(status);
    }
    return new Transient(retryAfter.map(Outcome::bounded));
  }

  private static Duration bounded(Duration asked) {
    if (asked.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return asked.compareTo(MOST) > 0 ? MOST : asked;
  }
}
