package io.edgemq.domain;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// Where a reader of a topic begins (SPEC 4 and 5).
public sealed interface Start {
  /// With the next message that is stored.
  record Latest() implements Start {}

  /// With the oldest message that is kept.
  record Earliest() implements Start {}

  /// With this sequence, from 1.
  record AtSequence(long sequence) implements Start {
    public AtSequence {
      if (sequence < 1) {
        throw new IllegalArgumentException("sequences begin at 1");
      }
    }
  }

  /// With the first message stored at this instant or later.
  record AtTime(Instant time) implements Start {}

  /// With the last `count` messages that the reader's filter accepts.
  record LastN(int count) implements Start {
    /// The most that can be asked for.
    public static final int MOST = 1_000_000;

    public LastN {
      if (count < 1 || count > MOST) {
        throw new IllegalArgumentException("last:N takes 1 to " + MOST);
      }
    }
  }

  Start LATEST = new Latest();
  Start EARLIEST = new Earliest();

  /// The start that `text` means: `latest`, `earliest`, a sequence, an RFC 3339 time or `last:N`;
  /// empty when it means none of them.
  static Optional<Start> parse(String text) {
    return switch (text) {
      case "latest" -> Optional.of(LATEST);
      case "earliest" -> Optional.of(EARLIEST);
      default ->
          text.startsWith("last:")
              ? number(text.substring(5))
                  .filter(n -> n >= 1 && n <= LastN.MOST)
                  .map(n -> new LastN(n.intValue()))
              : number(text)
                  .filter(n -> n >= 1)
                  .<Start>map(AtSequence::new)
                  .or(() -> time(text).map(AtTime::new));
    };
  }

  /// The text that [#parse] turns into this start.
  default String text() {
    return switch (this) {
      case Latest _ -> "latest";
      case Earliest _ -> "earliest";
      case AtSequence(long sequence) -> Long.toString(sequence);
      case AtTime(Instant time) -> time.toString();
      case LastN(int count) -> "last:" + count;
    };
  }

  private static Optional<Long> number(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && text.length() <= 18 ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
