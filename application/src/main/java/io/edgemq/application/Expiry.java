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

  /// Whether it has ended.
  boolean isOver() {
    return end != null && !clock.instant().isBefore(end);
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
