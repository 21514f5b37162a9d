package io.edgemq.application;

import io.edgemq.domain.Lease;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How much a worker may still lease: its credit less what it has unsettled. For any thread. A
/// lease that ran out counts no more; nobody is woken by the clock, somebody looks now and then
/// ([#wakeWhenOverdue]).
final class WorkCredit {
  /// A shorter wait ends by itself; see [Mailbox].
  private static final long LONG_NANOS = Duration.ofSeconds(2).toNanos();

  private static final long NEVER = Long.MAX_VALUE;

  /// How many leases that ran out are remembered: an extension in time makes them count again.
  private static final int MOST_LAPSED = 64;

  private final OpenLeases leases;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<HeldLease> unsettled = new HashSet<>();
  private final Deque<HeldLease> lapsed = new ArrayDeque<>(0);
  private int most;
  private boolean closed;

  /// No lease ends before it; null: none is held. It may be too early.
  private @Nullable Instant firstEnd;

  private long waitsUntil = NEVER;

  /// @param leases are told of every lease that is held
  WorkCredit(OpenLeases leases, InstantSource clock, int most) {
    this.leases = leases;
    this.clock = clock;
    this.most = most;
  }

  /// How many more may be leased now.
  int free() {
    lock.lock();
    try {
      return freeNow();
    } finally {
      lock.unlock();
    }
  }

  /// How many are unsettled now.
  int unsettled() {
    lock.lock();
    try {
      dropEnded();
      return unsettled.size();
    } finally {
      lock.unlock();
    }
  }

  private int freeNow() {
    dropEnded();
    return Math.max(0, most - unsettled.size());
  }

  private void dropEnded() {
    var now = clock.instant();
    if (firstEnd == null || now.isBefore(firstEnd)) {
      return;
    }
    for (var lease : List.copyOf(unsettled)) {
      if (!now.isBefore(lease.until())) {
        lapse(lease);
      }
    }
    firstEnd = unsettled.stream().map(HeldLease::until).min(Comparator.naturalOrder()).orElse(null);
  }

  private void lapse(HeldLease lease) {
    unsettled.remove(lease);
    lapsed.add(lease);
    if (lapsed.size() > MOST_LAPSED) {
      leases.remove(lapsed.remove());
    }
  }

  private void forget(HeldLease lease) {
    leases.remove(lease);
    unsettled.remove(lease);
    lapsed.remove(lease);
  }

  /// How many more may be leased, as soon as one may; none once `deadline` (in nano time) has
  /// passed or the work is closed.
  int await(long deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waitsUntil = deadline;
      int free = freeNow();
      long left = deadline - System.nanoTime();
      while (free == 0 && left > 0 && !closed) {
        if (left < LONG_NANOS) {
          long unused = changed.awaitNanos(left);
        } else {
          changed.await();
        }
        free = freeNow();
        left = deadline - System.nanoTime();
      }
      return free;
    } finally {
      waitsUntil = NEVER;
      lock.unlock();
    }
  }

  /// Wakes the worker that waits when its time has passed or a lease has ended.
  void wakeWhenOverdue(long now) {
    locked(
        () -> {
          boolean late = waitsUntil != NEVER && now - waitsUntil >= 0;
          boolean ended = firstEnd != null && !clock.instant().isBefore(firstEnd);
          if (late || ended) {
            changed.signalAll();
          }
        });
  }

  /// Takes credit for messages that were leased, before their receipts are known to anybody.
  /// Answers for how many, from the first one on, there is still credit: for none when the work is
  /// closed.
  int take(List<HeldLease> leased) {
    lock.lock();
    try {
      int taken = closed ? 0 : Math.min(freeNow(), leased.size());
      leased.subList(0, taken).forEach(this::add);
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void add(HeldLease lease) {
    unsettled.add(lease);
    leases.add(lease);
    endsAt(lease.until());
  }

  private void endsAt(Instant until) {
    firstEnd = firstEnd == null || until.isBefore(firstEnd) ? until : firstEnd;
  }

  /// From now on so many may be unsettled.
  void allow(int other) {
    locked(
        () -> {
          most = other;
          changed.signalAll();
        });
  }

  /// The leases of messages that nobody got: of `handles`, those that are held and were not closed
  /// meanwhile. Their credit comes back.
  List<HeldLease> takeBack(QueueRef queue, List<LeaseHandle> handles) {
    lock.lock();
    try {
      var back =
          handles.stream()
              .flatMap(handle -> leases.find(queue, handle).stream())
              .filter(lease -> unsettled.contains(lease) || lapsed.contains(lease))
              .toList();
      back.forEach(this::forget);
      changed.signalAll();
      return back;
    } finally {
      lock.unlock();
    }
  }

  /// The lease was settled. Its credit comes back once, however often it is told.
  void giveBack(HeldLease lease) {
    locked(
        () -> {
          forget(lease);
          changed.signalAll();
        });
  }

  /// The lease ends at another time. One that was settled meanwhile stays so; one that had run out
  /// counts again.
  void extend(HeldLease lease, Lease extended) {
    locked(
        () -> {
          if (unsettled.contains(lease) || lapsed.remove(lease)) {
            unsettled.add(lease);
            leases.alsoBy(extended.handle(), lease);
            lease
                .extend(extended, clock.instant())
                .ifPresent(former -> leases.noMoreBy(former, lease));
            endsAt(lease.until());
            changed.signalAll();
          }
        });
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more is leased. Answers what is unsettled, in the queue's order; nothing the second
  /// time.
  List<HeldLease> close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      var left = unsettled.stream().sorted(Comparator.comparingLong(HeldLease::sequence)).toList();
      left.forEach(leases::remove);
      lapsed.forEach(leases::remove);
      unsettled.clear();
      lapsed.clear();
      return left;
    } finally {
      lock.unlock();
    }
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
