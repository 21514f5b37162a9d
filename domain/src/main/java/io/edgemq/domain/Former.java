package io.edgemq.domain;

import java.time.Duration;
import java.time.Instant;

/// What is remembered of a queue or topic that was removed: what is made again under its name goes
/// on counting behind it. So a sequence stands for one message only, whatever a reader kept.
///
/// @param last the last sequence that it gave, at least 1
public record Former(long last, Instant removedAt) {
  /// How long it is remembered (SPEC 1).
  public static final Duration KEPT = Duration.ofDays(30);

  public Former {
    if (last < 1) {
      throw new IllegalArgumentException("not the last sequence of anything: " + last);
    }
  }

  /// Whether it may be forgotten at `now`.
  public boolean isOver(Instant now) {
    return !removedAt.plus(KEPT).isAfter(now);
  }
}
