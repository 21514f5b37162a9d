package io.edgemq.application;

import io.edgemq.domain.Lease;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueRef;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A lease that a worker holds. Its worker guards it.
final class HeldLease {
  /// How many handles of a lease are known: the newest. A settlement by an older one is carried
  /// out, and seen only when the lease ends.
  static final int MOST_HANDLES = 32;

  private final QueueWorker worker;
  private final long sequence;
  private final Deque<LeaseHandle> handles = new ArrayDeque<>(1);
  private Instant until;

  HeldLease(QueueWorker worker, long sequence, Lease lease) {
    this.worker = worker;
    this.sequence = sequence;
    this.until = lease.until();
    handles.add(lease.handle());
  }

  QueueWorker worker() {
    return worker;
  }

  QueueRef queue() {
    return worker.queue();
  }

  /// The message's.
  long sequence() {
    return sequence;
  }

  /// When it ends.
  Instant until() {
    return until;
  }

  /// The handle that was given out last.
  LeaseHandle handle() {
    return handles.getLast();
  }

  /// Every handle that settles it and is known.
  List<LeaseHandle> handles() {
    return List.copyOf(handles);
  }

  /// Moves its end. Extensions may be told in another order than they were made in, so the later
  /// end counts, unless it is over by `now`: then the lease was ended. Answers a handle for which
  /// there is no room any more.
  Optional<LeaseHandle> extend(Lease extended, Instant now) {
    var other = extended.until();
    until = other.isAfter(until) || !other.isAfter(now) ? other : until;
    if (!handles.contains(extended.handle())) {
      handles.add(extended.handle());
    }
    return handles.size() > MOST_HANDLES ? Optional.of(handles.removeFirst()) : Optional.empty();
  }
}
