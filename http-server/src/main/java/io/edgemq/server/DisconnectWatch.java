package io.edgemq.server;

/// Watches the client of one request while a thread waits on its behalf, and interrupts that thread
/// when the client is gone. Made and closed by the waiting thread.
public final class DisconnectWatch implements AutoCloseable {
  private final Thread waiting = Thread.currentThread();
  private final Runnable release;
  private final long deadline;
  private boolean gone;
  private boolean closed;

  /// @param release is run when it is closed
  /// @param deadline when the client counts as gone whatever it does ([ClientTimeouts#now]);
  ///     [Long#MAX_VALUE]: never
  DisconnectWatch(Runnable release, long deadline) {
    this.release = release;
    this.deadline = deadline;
  }

  /// Whether the client is gone.
  public synchronized boolean isGone() {
    return gone;
  }

  /// The client is gone.
  synchronized void fire() {
    gone = true;
    if (!closed) {
      waiting.interrupt();
    }
  }

  /// Fires if the deadline has passed.
  void check(long now) {
    if (deadline != Long.MAX_VALUE && now - deadline > 0) {
      fire();
    }
  }

  /// Ends the watch; from now on nobody is interrupted, and an interrupt that was meant for the
  /// wait is taken back.
  @Override
  public void close() {
    release.run();
    synchronized (this) {
      closed = true;
      if (gone) {
        var _ = Thread.interrupted();
      }
    }
  }
}
