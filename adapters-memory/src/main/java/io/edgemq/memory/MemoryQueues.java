package io.edgemq.memory;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The queues of a store. Its catalog and its message store share them.
final class MemoryQueues {
  private final Guard guard;
  private final Map<TenantId, NavigableMap<String, MemoryQueue>> tenants = new HashMap<>();
  private final Formers<QueueRef> formers = new Formers<>();
  private long incarnations;

  MemoryQueues(Guard guard) {
    this.guard = guard;
  }

  Guard guard() {
    return guard;
  }

  /// The queue, after expired messages, leases and delays have been handled.
  Optional<MemoryQueue> find(QueueRef ref) {
    var state = Optional.ofNullable(ofTenant(ref.tenant()).get(ref.name().value()));
    state.ifPresent(s -> s.passTime(guard.moment()));
    return state;
  }

  NavigableMap<String, MemoryQueue> ofTenant(TenantId tenant) {
    var queues = tenants.get(tenant);
    return queues == null ? new TreeMap<>() : queues;
  }

  void add(TenantId tenant, Queue queue) {
    var state = new MemoryQueue(queue, ++incarnations, guard.condition());
    state.countFrom(formers.last(new QueueRef(tenant, queue.name()), guard.instant()));
    tenants.computeIfAbsent(tenant, _ -> new TreeMap<>()).put(queue.name().value(), state);
  }

  void remove(QueueRef ref) {
    var state = ofTenant(ref.tenant()).remove(ref.name().value());
    if (state != null) {
      formers.remember(ref, state.book().arrived(), guard.instant());
      state.changed().signalAll();
    }
  }

  Collection<MemoryQueue> all() {
    return tenants.values().stream().flatMap(t -> t.values().stream()).toList();
  }
}
