package io.edgemq.application;

import io.edgemq.domain.Start;
import io.edgemq.ports.in.StreamItem;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What others want of a stream: that it pauses, goes on elsewhere, or ends. Each wish wakes its
/// reader. For any thread.
final class Steering {
  private final Runnable wake;
  private final AtomicReference<@Nullable Start> rewind = new AtomicReference<>();
  private final AtomicReference<StreamItem.@Nullable Reason> endReason = new AtomicReference<>();
  private volatile boolean paused;

  /// @param wake wakes the reader
  Steering(Runnable wake) {
    this.wake = wake;
  }

  /// The reader gets nothing until [#resume].
  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    wake.run();
  }

  boolean isPaused() {
    return paused;
  }

  /// Asks the reader to go on at `start`.
  void rewindTo(Start start) {
    rewind.set(start);
    wake.run();
  }

  /// Where the reader was asked to go on; told once. Null when it was not asked.
  @Nullable Start takeRewind() {
    return rewind.get() == null ? null : rewind.getAndSet(null);
  }

  /// Asks the stream to end. The first reason counts.
  void end(StreamItem.Reason reason) {
    endReason.compareAndSet(null, reason);
    wake.run();
  }

  /// Why the stream was asked to end; null when it was not.
  StreamItem.@Nullable Reason endReason() {
    return endReason.get();
  }
}
