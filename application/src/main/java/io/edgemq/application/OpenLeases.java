package io.edgemq.application;

import io.edgemq.domain.Lease;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueRef;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The leases that workers of this process hold, by every handle that settles them. Whoever settles
/// says here what became of a lease, so that its worker gets its credit back however it was
/// settled.
public final class OpenLeases {
  private final Map<Key, HeldLease> held = new ConcurrentHashMap<>();

  private record Key(QueueRef queue, LeaseHandle handle) {}

  /// Adds a lease, before anybody can settle it.
  void add(HeldLease lease) {
    lease.handles().forEach(handle -> held.put(new Key(lease.queue(), handle), lease));
  }

  /// Forgets a lease, if it was there.
  void remove(HeldLease lease) {
    lease.handles().forEach(handle -> held.remove(new Key(lease.queue(), handle)));
  }

  /// The lease of that handle; empty when no worker holds it.
  Optional<HeldLease> find(QueueRef queue, LeaseHandle handle) {
    return Optional.ofNullable(held.get(new Key(queue, handle)));
  }

  /// A settlement ended the lease of that handle. Nothing when no worker holds it.
  void ended(QueueRef queue, LeaseHandle handle) {
    var lease = held.get(new Key(queue, handle));
    if (lease != null) {
      lease.worker().ended(lease);
    }
  }

  /// The lease of that handle goes on as `extended`. Nothing when no worker holds it.
  void extended(QueueRef queue, LeaseHandle handle, Lease extended) {
    var lease = held.get(new Key(queue, handle));
    if (lease != null) {
      lease.worker().extended(lease, extended);
    }
  }

  /// From now on `other` is a handle of the lease, too.
  void alsoBy(LeaseHandle other, HeldLease lease) {
    held.put(new Key(lease.queue(), other), lease);
  }

  /// From now on `former` is a handle of no lease.
  void noMoreBy(LeaseHandle former, HeldLease lease) {
    held.remove(new Key(lease.queue(), former));
  }

  /// How many handles are known.
  int size() {
    return held.size();
  }
}
