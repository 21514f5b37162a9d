package io.edgemq.domain;

import org.jspecify.annotations.Nullable;

/// Which dead letters go where, and how fast.
///
/// @param to where all of them go; null means each to the queue it came from
/// @param max how many are moved at most; null: all
/// @param ratePerSecond how many are moved per second at most; null: as fast as possible
public record RedrivePlan(
    @Nullable QueueName to, @Nullable Long max, @Nullable Integer ratePerSecond) {
  public RedrivePlan {
    if ((max != null && max < 1) || (ratePerSecond != null && ratePerSecond < 1)) {
      throw new IllegalArgumentException("not a redrive plan");
    }
  }
}
