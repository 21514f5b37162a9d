package io.edgemq.domain.push;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Bounds how many attempts begin in a second. What was not used is kept for one second, or is one
/// attempt at least.
final class AttemptRate {
  private static final double NANOS = 1e9;

  /// What is lost when an attempt is counted in fractions.
  private static final double ROUNDING = 1e-6;

  private final double perSecond;
  private final double most;
  private double saved;
  private Instant at;

  AttemptRate(double perSecond, Instant now) {
    this.perSecond = perSecond;
    this.most = Math.max(1, perSecond);
    this.saved = most;
    this.at = now;
  }

  /// A bound of `perSecond`; null when that is empty.
  static @Nullable AttemptRate of(OptionalDouble perSecond, Instant now) {
    return perSecond.isPresent() ? new AttemptRate(perSecond.getAsDouble(), now) : null;
  }

  /// When the next attempt may begin: `now` or later.
  Instant next(Instant now) {
    gather(now);
    return saved >= 1 - ROUNDING
        ? now
        : now.plusNanos((long) Math.ceil((1 - saved) / perSecond * NANOS));
  }

  /// An attempt begins.
  void take(Instant now) {
    gather(now);
    saved -= 1;
  }

  /// Adds what came since the last look. A clock that was set back adds nothing, and time goes on
  /// from where it is now.
  private void gather(Instant now) {
    if (now.isAfter(at)) {
      saved = Math.min(most, saved + Duration.between(at, now).toNanos() / NANOS * perSecond);
    }
    at = now;
  }
}
