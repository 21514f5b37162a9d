package io.edgemq.application.quota;

import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.StorageUse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets messages be stored as long as they fit into their tenant's quota. What is being stored
/// takes room until the store has answered; who finds no room because of that waits a little for
/// it. So over a store that counts at once, what fits is taken and nothing else, however many store
/// at the same time.
final class StorageRooms {
  private final StorageUse use;
  private final Map<TenantId, Ledger> ledgers = new ConcurrentHashMap<>();

  StorageRooms(StorageUse use) {
    this.use = use;
  }

  /// Room for `size` bytes of `most`. Waits while what is being stored may leave it or not.
  ///
  /// @param patience how long to wait for others who are storing
  /// @throws StoreException when the store cannot say, or when the thread is interrupted
  Outcome<Room> take(TenantId tenant, long most, long size, Duration patience) {
    var ledger = enter(tenant);
    boolean taken = false;
    try {
      taken = ledger.reserve(most, size, patience.toNanos());
    } finally {
      if (!taken) {
        leave(tenant);
      }
    }
    return taken
        ? Outcome.done(new Reserved(tenant, ledger, size))
        : Outcome.refused(new Refusal.QuotaExceeded(QuotaKind.STORAGE_BYTES, most));
  }

  private Ledger enter(TenantId tenant) {
    return ledgers.compute(
        tenant,
        (id, known) -> {
          var ledger = known == null ? new Ledger(id) : known;
          ledger.users++;
          return ledger;
        });
  }

  private void leave(TenantId tenant) {
    ledgers.computeIfPresent(
        tenant,
        (_, ledger) -> {
          ledger.users--;
          return ledger.users == 0 ? null : ledger;
        });
  }

  /// For how many tenants something is being stored.
  int tenants() {
    return ledgers.size();
  }

  /// Room that was reserved.
  private final class Reserved implements Room {
    private final TenantId tenant;
    private final Ledger ledger;
    private final long size;
    private boolean closed;

    Reserved(TenantId tenant, Ledger ledger, long size) {
      this.tenant = tenant;
      this.ledger = ledger;
      this.size = size;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        ledger.release(size);
        leave(tenant);
      }
    }
  }

  /// What is being stored for one tenant.
  private final class Ledger {
    private final TenantId tenant;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long reserved;
    private long releases;

    /// Guarded by the entry of [#ledgers].
    private int users;

    Ledger(TenantId tenant) {
      this.tenant = tenant;
    }

    /// Whether `size` bytes were reserved, after `patience` nanoseconds at most.
    boolean reserve(long most, long size, long patience) {
      long end = System.nanoTime() + patience;
      while (true) {
        long seen;
        lock.lock();
        try {
          if (fits(use.bytes(tenant), size, most)) {
            return true;
          }
          seen = releases;
        } finally {
          lock.unlock();
        }
        long stored = use.bytesNow(tenant);
        if (stored > most - size) {
          return false;
        }
        lock.lock();
        try {
          if (releases == seen) {
            if (fits(stored, size, most)) {
              return true;
            }
            await(seen, end);
          }
          if (System.nanoTime() - end >= 0) {
            return false;
          }
        } finally {
          lock.unlock();
        }
      }
    }

    /// Reserves it if it fits beside what is `stored`. What was released is in that already.
    private boolean fits(long stored, long size, long most) {
      boolean fits = stored + reserved <= most - size;
      if (fits) {
        reserved += size;
      }
      return fits;
    }

    /// Waits until something more than `seen` was released, or `end` has come.
    private void await(long seen, long end) {
      try {
        long left = end - System.nanoTime();
        while (releases == seen && left > 0) {
          left = ended.awaitNanos(left);
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new StoreException.Unavailable("stopped while waiting for room", stopped);
      }
    }

    void release(long size) {
      lock.lock();
      try {
        reserved -= size;
        releases++;
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
