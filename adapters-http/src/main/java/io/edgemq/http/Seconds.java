package io.edgemq.http;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/// Durations as numbers of seconds, the way SPEC 2 writes them: whole, or with up to three
/// decimals.
final class Seconds {
  private static final int MILLI_DIGITS = 3;

  private Seconds() {}

  /// The duration of `seconds`; empty when it is finer than a millisecond. The caller has checked
  /// the range: a number of a million digits would be expensive here.
  static Optional<Duration> duration(BigDecimal seconds) {
    var stripped = seconds.stripTrailingZeros();
    return stripped.scale() > MILLI_DIGITS
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(stripped.movePointRight(MILLI_DIGITS).longValueExact()));
  }

  /// `duration` as a number of seconds.
  static BigDecimal number(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
        .add(BigDecimal.valueOf(duration.getNano(), 9))
        .stripTrailingZeros();
  }

  /// `duration` as a JSON number of seconds.
  static String text(Duration duration) {
    return duration.getNano() == 0
        ? Long.toString(duration.getSeconds())
        : number(duration).toPlainString();
  }
}
