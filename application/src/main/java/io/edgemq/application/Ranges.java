package io.edgemq.application;

import io.edgemq.domain.Limit;
import io.edgemq.domain.Range;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.util.Optional;

/// Refuses what is out of range.
final class Ranges {
  private Ranges() {}

  /// A refusal unless `value` is 1 to `most`.
  static Optional<Refusal> check(Limit limit, int value, int most) {
    return value >= 1 && value <= most
        ? Optional.empty()
        : Optional.of(new Refusal.OutOfRange(limit, new Range.Numbers(1, most)));
  }

  /// A refusal unless `value` is 0 to `most`.
  static Optional<Refusal> check(Limit limit, Duration value, Duration most) {
    return check(limit, value, Duration.ZERO, most);
  }

  /// A refusal unless `value` is `least` to `most`.
  static Optional<Refusal> check(Limit limit, Duration value, Duration least, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0
        ? Optional.empty()
        : Optional.of(new Refusal.OutOfRange(limit, new Range.Durations(least, most)));
  }
}
