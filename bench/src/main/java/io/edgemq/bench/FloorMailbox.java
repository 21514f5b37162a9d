package io.edgemq.bench;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The frames that wait for one reader of the bare stream, in order. The reader takes all at once.
final class FloorMailbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final ArrayDeque<byte[]> frames = new ArrayDeque<>(2);

  void put(byte[] frame) {
    lock.lock();
    try {
      frames.add(frame);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a frame. Returns all available frames, joined.
  byte[] take() throws InterruptedException {
    lock.lock();
    try {
      while (frames.isEmpty()) filled.await();
      if (frames.size() == 1) return frames.remove();
      return joined();
    } finally {
      lock.unlock();
    }
  }

  private byte[] joined() {
    int length = 0;
    for (var frame : frames) length += frame.length;
    var all = new byte[length];
    int at = 0;
    for (var frame : frames) {
      System.arraycopy(frame, 0, all, at, frame.length);
      at += frame.length;
    }
    frames.clear();
    return all;
  }
}
