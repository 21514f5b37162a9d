package io.edgemq.application.quota;

import io.edgemq.domain.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A lock for each tenant, which exists while somebody wants it.
final class TenantLocks {
  private final Map<TenantId, Held> locks = new ConcurrentHashMap<>();

  /// What `work` answers, while nobody else of this process works for the tenant.
  <T> T during(TenantId tenant, Supplier<T> work) {
    var held = enter(tenant);
    try {
      held.lock.lock();
      try {
        return work.get();
      } finally {
        held.lock.unlock();
      }
    } finally {
      leave(tenant);
    }
  }

  private Held enter(TenantId tenant) {
    return locks.compute(
        tenant,
        (_, known) -> {
          var held = known == null ? new Held() : known;
          held.users++;
          return held;
        });
  }

  private void leave(TenantId tenant) {
    locks.computeIfPresent(
        tenant,
        (_, held) -> {
          held.users--;
          return held.users == 0 ? null : held;
        });
  }

  private static final class Held {
    final ReentrantLock lock = new ReentrantLock();

    /// Guarded by the entry of [#locks].
    int users;
  }
}
