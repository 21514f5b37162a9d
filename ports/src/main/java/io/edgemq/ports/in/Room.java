package io.edgemq.ports.in;

import java.time.Duration;

/// The memory that messages take up while they wait for a reader who may not read. Many readers
/// share it. For any thread, and of use when the reader is gone.
public interface Room {
  /// How many bytes a message of `size` bytes takes up until it is written.
  long cost(long size);

  /// Takes `bytes` if they are free. Never waits.
  boolean takeNow(long bytes);

  /// Takes `bytes`, and waits for them up to `longest`. False when they are not free by then.
  boolean take(long bytes, Duration longest) throws InterruptedException;

  /// Gives back what was taken.
  void give(long bytes);

  /// How long a stream waits for room before it ends.
  Duration patience();
}
