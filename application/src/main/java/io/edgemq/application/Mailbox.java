package io.edgemq.application;

import io.edgemq.ports.in.BoundlessRoom;
import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a stream's reader shares with the threads that feed it: the items that wait, and
/// the sequence of the message that is due after them. It holds at most 128 items; when one more is
/// offered, the reader has fallen behind. It is slow then if it left something that it could have
/// taken. A live reader is offered only what it wants.
final class Mailbox {
  static final int CAPACITY = 128;

  /// A wait of this length or more is ended by [#wakeWhenOverdue]: parking a virtual thread with a
  /// timeout costs two switches to the scheduler's timer (ADR 0004), for each batch and each
  /// reader.
  private static final long LONG_NANOS = Duration.ofSeconds(2).toNanos();

  private static final long NEVER = Long.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition signal = lock.newCondition();
  private @Nullable Mail mail;
  private Room room = new BoundlessRoom();
  private long cursor;
  private boolean live;
  private boolean slow;

  /// What waits was due when the reader joined: it had no time yet to take it.
  private boolean joining;

  /// What waits is the beginning of a batch that was too large: the reader is slow if it is still
  /// there when the next one comes.
  private boolean overfull;

  private boolean signalled;
  private boolean overdue;
  private volatile long waitsUntil = NEVER;

  /// An empty mailbox. The next message for its reader has the sequence `cursor`.
  Mailbox(long cursor) {
    this.cursor = cursor;
  }

  /// From now on messages that wait take up `other`.
  void keepIn(Room other) {
    locked(() -> room = other);
  }

  /// Makes the reader live, and keeps messages that are due before any that is offered later. Those
  /// that do not fit leave it behind again, as slow as it was. Answers whether it is live.
  boolean goLive(List<StreamItem.Event> due) {
    lock.lock();
    try {
      live = true;
      joining = !due.isEmpty();
      keep(due);
      slow = slow && !live;
      return live;
    } finally {
      lock.unlock();
    }
  }

  /// Keeps messages that the reader wants, in order, up to the first one that does not fit. One
  /// look and one wake-up, however many they are.
  Offered offer(List<StreamItem.Event> wanted) {
    lock.lock();
    try {
      boolean left = mail != null;
      if (live) {
        keep(wanted);
        overfull = !live && !joining && mail != null && mail.isFull();
      }
      slow = slow || (overfull && left);
      return live
          ? Offered.KEPT
          : slow ? Offered.TOO_MANY : overfull ? Offered.OVERFULL : Offered.BEHIND;
    } finally {
      lock.unlock();
    }
  }

  private void keep(List<StreamItem.Event> wanted) {
    int before = waiting();
    for (int i = 0; live && i < wanted.size(); i++) {
      live = put(wanted.get(i));
    }
    if (waiting() > before || !live) {
      wake();
    }
  }

  /// Whether there was room for the message. If not, it is the next one for the reader.
  private boolean put(StreamItem.Event event) {
    long sequence = event.message().message().sequence();
    if (sequence < cursor) {
      return true;
    }
    var there = mail == null ? new Mail() : mail;
    if (!there.add(event, room)) {
      cursor = sequence;
      return false;
    }
    mail = there;
    cursor = sequence + 1;
    return true;
  }

  /// Takes everything that waits, or tells why nothing does. Both in one look: between two looks an
  /// empty mailbox may fill and overflow, and a reader that then read the log would skip what
  /// waits.
  Taken take() {
    lock.lock();
    try {
      joining = false;
      overfull = false;
      var taken = mail;
      if (taken == null) {
        return live
            ? Taken.Live.INSTANCE
            : new Taken.Behind(cursor, slow ? Taken.Pace.SLOW : Taken.Pace.EVEN);
      }
      mail = null;
      signalled = false; // it told of these; who steers the reader is asked before each look
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is something for the reader to look at, or `deadline` (in nano time) has
  /// passed. Answers whether there is something.
  boolean awaitSignal(long deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waitsUntil = deadline;
      overdue = false;
      long left = deadline - System.nanoTime();
      while (!signalled && !overdue && left > 0) {
        if (left < LONG_NANOS) {
          left = signal.awaitNanos(left);
        } else {
          signal.await();
          left = deadline - System.nanoTime();
        }
      }
      boolean woken = signalled;
      signalled = false;
      return woken;
    } finally {
      waitsUntil = NEVER;
      lock.unlock();
    }
  }

  /// Ends the reader's wait when its deadline has passed. Somebody has to ask now and then.
  void wakeWhenOverdue(long now) {
    if (isOverdue(now)) {
      locked(
          () -> {
            overdue = isOverdue(now);
            signal.signal();
          });
    }
  }

  private boolean isOverdue(long now) {
    long until = waitsUntil;
    return until != NEVER && now - until >= 0;
  }

  /// There is something for the reader to look at, elsewhere.
  void signal() {
    locked(this::wake);
  }

  /// Adds an item of the stream's own.
  void tell(StreamItem item) {
    locked(
        () -> {
          mail = mail == null ? new Mail() : mail;
          mail.add(item);
          wake();
        });
  }

  /// From now on no message is taken until the reader goes live again. It had all that it wants of
  /// what came before the sequence `next`, or that waits here.
  void fallBehind(long next) {
    locked(
        () -> {
          cursor = live ? Math.max(cursor, next) : cursor;
          live = false;
          wake();
        });
  }

  /// The reader has read the log up to here.
  void moveCursor(long next) {
    locked(() -> cursor = next);
  }

  /// Drops what waits. The reader reads the log from `next` on.
  void restart(long next) {
    locked(
        () -> {
          drop();
          live = false;
          slow = false;
          cursor = next;
        });
  }

  /// Nobody will read what waits.
  void close() {
    locked(
        () -> {
          drop();
          live = false;
        });
  }

  private void drop() {
    overfull = false;
    if (mail != null) {
      mail.held().release();
      mail = null;
    }
  }

  /// The sequence of the first message that waits; when none waits, of the next one for the reader,
  /// wanted or not.
  ///
  /// @param fed everything before this sequence was offered to live readers; known before this call
  long oldest(long fed) {
    lock.lock();
    try {
      if (mail != null && mail.items().getFirst() instanceof StreamItem.Event(var message)) {
        return message.message().sequence();
      }
      return live ? Math.max(cursor, fed) : cursor;
    } finally {
      lock.unlock();
    }
  }

  /// Whether an item of the stream's own waits. What it tells of has not been passed.
  boolean hasNews() {
    lock.lock();
    try {
      return mail != null && !(mail.items().getFirst() instanceof StreamItem.Event);
    } finally {
      lock.unlock();
    }
  }

  /// How many items wait.
  int size() {
    lock.lock();
    try {
      return waiting();
    } finally {
      lock.unlock();
    }
  }

  private int waiting() {
    return mail == null ? 0 : mail.items().size();
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
