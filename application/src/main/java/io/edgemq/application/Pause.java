package io.edgemq.application;

import java.time.Duration;

/// Lets time pass.
@FunctionalInterface
public interface Pause {
  /// Returns when `time` has passed.
  ///
  /// @throws InterruptedException when the thread is interrupted meanwhile
  void pass(Duration time) throws InterruptedException;
}
