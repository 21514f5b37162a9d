package io.edgemq.application;

import io.edgemq.domain.Start;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a stream's reader shares with those who feed and steer it: the items that wait for it, and
/// the sequence that it is due after them. Holds at most 128 items; whoever offers one more finds
/// the reader behind.
final class Mailbox {
  private static final int CAPACITY = 128;
  private static final long MOST_BYTES = 512 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition signal = lock.newCondition();
  private @Nullable ArrayDeque<StreamItem> items;
  private long bytes;
  private long cursor;
  private boolean live;
  private boolean paused;
  private boolean signalled;
  private @Nullable Start rewind;
  private StreamItem.@Nullable Reason endReason;

  /// An empty mailbox of a reader that is due the message with sequence `cursor`.
  Mailbox(long cursor) {
    this.cursor = cursor;
  }

  /// Takes a message in that the reader wants, or passes over one that it does not want. Answers
  /// whether it may be offered the next one.
  boolean offer(SharedMessage message, SubjectVerdict verdict) {
    lock.lock();
    try {
      long sequence = message.message().sequence();
      if (!live) {
        return false;
      }
      if (sequence < cursor) {
        return true;
      }
      if (verdict == SubjectVerdict.WANTED) {
        if (size() == CAPACITY || bytes >= MOST_BYTES) {
          live = false;
          return false;
        }
        bytes += message.message().content().payload().size();
        add(new StreamItem.Event(message));
      }
      cursor = sequence + 1;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Whether a reader's filter accepts a message's subject.
  enum SubjectVerdict {
    WANTED,
    UNWANTED
  }

  /// What a reader finds that looks for mail.
  sealed interface Taken {}

  /// Everything that waited, in order; the mailbox is empty now.
  record Mail(List<StreamItem> items) implements Taken {}

  /// Nothing waits, and whatever comes next will be put here.
  record Live() implements Taken {
    private static final Live INSTANCE = new Live();
  }

  /// Nothing waits, and nothing will be put here until the reader has gone live again: it is due
  /// the message with sequence `cursor`.
  record Behind(long cursor) implements Taken {}

  /// Takes what waits, or tells why nothing does. One look, because a mailbox that is found empty
  /// may fill and overflow before a second one: who then read the log would leave out what waits.
  Taken take() {
    lock.lock();
    try {
      if (items == null || items.isEmpty()) {
        return live ? Live.INSTANCE : new Behind(cursor);
      }
      var taken = List.copyOf(items);
      items = null;
      bytes = 0;
      return new Mail(taken);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until somebody did something that the reader must look at, or `deadline` (in nano time)
  /// has passed; whether somebody did.
  boolean awaitSignal(long deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = deadline - System.nanoTime();
      while (!signalled && left > 0) {
        left = signal.awaitNanos(left);
      }
      boolean woken = signalled;
      signalled = false;
      return woken;
    } finally {
      lock.unlock();
    }
  }

  /// Adds an item of the stream's own.
  void tell(StreamItem item) {
    locked(() -> add(item));
  }

  /// From now on messages may be offered.
  void goLive() {
    locked(() -> live = true);
  }

  /// From now on no messages can be offered until the reader has gone live again.
  void fallBehind() {
    locked(
        () -> {
          live = false;
          wake();
        });
  }

  /// Whether messages may be offered.
  boolean isLive() {
    lock.lock();
    try {
      return live;
    } finally {
      lock.unlock();
    }
  }

  /// The reader has read the log up to here.
  void moveCursor(long next) {
    locked(() -> cursor = next);
  }

  /// Drops what waits; the reader is due `next`, from the log.
  void restart(long next) {
    locked(
        () -> {
          items = null;
          bytes = 0;
          live = false;
          cursor = next;
        });
  }

  /// The sequence of the first message that waits, or else the one that is due.
  long oldest() {
    lock.lock();
    try {
      return items != null && items.peekFirst() instanceof StreamItem.Event(var message)
          ? message.message().sequence()
          : cursor;
    } finally {
      lock.unlock();
    }
  }

  /// How many items wait.
  int size() {
    lock.lock();
    try {
      return items == null ? 0 : items.size();
    } finally {
      lock.unlock();
    }
  }

  /// The reader gets nothing until [#resume].
  void pause() {
    locked(() -> paused = true);
  }

  void resume() {
    locked(
        () -> {
          paused = false;
          wake();
        });
  }

  boolean isPaused() {
    lock.lock();
    try {
      return paused;
    } finally {
      lock.unlock();
    }
  }

  /// The reader shall go on at `start`.
  void rewindTo(Start start) {
    locked(
        () -> {
          rewind = start;
          wake();
        });
  }

  /// Where the reader shall go on, told once.
  @Nullable Start takeRewind() {
    lock.lock();
    try {
      var taken = rewind;
      rewind = null;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// The stream shall end; the first reason stays.
  void end(StreamItem.Reason reason) {
    locked(
        () -> {
          endReason = endReason == null ? reason : endReason;
          wake();
        });
  }

  /// Why the stream shall end; null while it shall not.
  StreamItem.@Nullable Reason endReason() {
    lock.lock();
    try {
      return endReason;
    } finally {
      lock.unlock();
    }
  }

  private void add(StreamItem item) {
    if (items == null) {
      items = new ArrayDeque<>(4);
    }
    items.addLast(item);
    wake();
  }

  private void wake() {
    signalled = true;
    signal.signal();
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}
