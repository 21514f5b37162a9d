package io.edgemq.domain.push;

import java.time.Duration;
import java.util.Optional;

/// How long a message waits after a transient failure: 1, 2, 4, 8, 16, 32, 60, 60 … seconds (SPEC
/// 5.3), and up to a tenth longer, so that what failed together does not come back together.
final class Backoff {
  private static final long LONGEST_SECONDS = 60;
  private static final double JITTER = 0.1;

  private Backoff() {}

  /// The wait after `failures` failures in a row.
  ///
  /// @param random from 0 to 1
  static Duration after(int failures, double random) {
    long seconds = failures > 6 ? LONGEST_SECONDS : Math.min(LONGEST_SECONDS, 1L << (failures - 1));
    return jittered(Duration.ofSeconds(seconds), random);
  }

  /// `wait`, up to a tenth longer and never shorter.
  static Duration jittered(Duration wait, double random) {
    return wait.plusMillis((long) (wait.toMillis() * JITTER * random));
  }

  /// How long to wait after that attempt when the endpoint `asked` for a time, or did not.
  static Duration after(Optional<Duration> asked, int attempt, double random) {
    return asked.map(time -> jittered(time, random)).orElseGet(() -> after(attempt, random));
  }
}
