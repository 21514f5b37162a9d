package io.edgemq.application;

import io.edgemq.ports.in.Room;
import java.time.Duration;

/// Room for a number of bytes, each of which costs one.
final class CountedRoom implements Room {
  private final long total;
  private final Duration patience;
  private long taken;
  private long most;

  CountedRoom(long total, Duration patience) {
    this.total = total;
    this.patience = patience;
  }

  @Override
  public long cost(long size) {
    return size;
  }

  @Override
  public synchronized boolean takeNow(long bytes) {
    if (taken + bytes > total) {
      return false;
    }
    taken += bytes;
    most = Math.max(most, taken);
    return true;
  }

  @Override
  public synchronized boolean take(long bytes, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    long left = longest.toMillis();
    while (taken + bytes > total && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return takeNow(bytes);
  }

  @Override
  public synchronized void give(long bytes) {
    if (bytes > taken) {
      throw new IllegalStateException("more than was taken");
    }
    taken -= bytes;
    notifyAll();
  }

  @Override
  public Duration patience() {
    return patience;
  }

  synchronized long taken() {
    return taken;
  }

  synchronized long most() {
    return most;
  }
}
