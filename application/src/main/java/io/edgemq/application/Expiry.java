package io.edgemq.application;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// When a credential ends.
///
/// @param end null: never
record Expiry(@Nullable Instant end, InstantSource clock) {
  private static final Duration FAR_AWAY = Duration.ofDays(1);
  private static final Duration A_MOMENT = Duration.ofMillis(2);

  /// Whether it has ended.
  boolean isOver() {
    return end != null && !clock.instant().isBefore(end);
  }

  /// `wait`, or what is left until a moment after the end if that is less.
  Duration orLess(Duration wait) {
    if (end == null) {
      return wait;
    }
    var left = Duration.between(clock.instant(), end).plus(A_MOMENT);
    return left.compareTo(wait) < 0 ? left.isNegative() ? Duration.ZERO : left : wait;
  }

  /// The nano time at which it ends, or `latest` if that comes first.
  long orBefore(long latest) {
    if (end == null) {
      return latest;
    }
    var left = Duration.between(clock.instant(), end);
    return left.compareTo(FAR_AWAY) > 0
        ? latest
        : Math.min(latest, System.nanoTime() + left.toNanos());
  }
}
