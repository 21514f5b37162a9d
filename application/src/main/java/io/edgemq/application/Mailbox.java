package io.edgemq.application;

import io.edgemq.domain.Start;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a stream's reader shares with the threads that feed and steer it: the items that wait, and
/// the sequence of the message that is due after them. It holds at most 128 items; when one more is
/// offered, the reader has fallen behind.
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

  /// An empty mailbox. The next message for its reader has the sequence `cursor`.
  Mailbox(long cursor) {
    this.cursor = cursor;
  }

  /// Keeps a message that the reader wants, and passes over one that it does not want. Answers
  /// whether the next message may be offered.
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

  /// What the reader finds when it looks for mail.
  sealed interface Taken {}

  /// Everything that waited, in order; the mailbox is empty now.
  record Mail(List<StreamItem> items) implements Taken {}

  /// Nothing waits. The next message will be put here.
  record Live() implements Taken {
    private static final Live INSTANCE = new Live();
  }

  /// Nothing waits, and nothing will be put here until the reader goes live again. The next message
  /// for it has the sequence `cursor`.
  record Behind(long cursor) implements Taken {}

  /// Takes what waits, or tells why nothing does. Both in one look: between two looks an empty
  /// mailbox may fill and overflow, and a reader that then read the log would skip what waits.
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

  /// Waits until there is something for the reader to look at, or `deadline` (in nano time) has
  /// passed. Answers whether there is something.
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

  /// From now on no message is taken until the reader goes live again.
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

  /// Drops what waits. The reader reads the log from `next` on.
  void restart(long next) {
    locked(
        () -> {
          items = null;
          bytes = 0;
          live = false;
          cursor = next;
        });
  }

  /// The sequence of the first message that waits; when none waits, of the next one for the reader.
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

  /// Asks the reader to go on at `start`.
  void rewindTo(Start start) {
    locked(
        () -> {
          rewind = start;
          wake();
        });
  }

  /// Where the reader was asked to go on; told once. Null when it was not asked.
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

  /// Asks the stream to end. The first reason counts.
  void end(StreamItem.Reason reason) {
    locked(
        () -> {
          endReason = endReason == null ? reason : endReason;
          wake();
        });
  }

  /// Why the stream was asked to end; null when it was not.
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
