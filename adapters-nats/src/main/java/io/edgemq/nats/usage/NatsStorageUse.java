package io.edgemq.nats.usage;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.SingleFlight;
import io.edgemq.ports.out.StorageUse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// [StorageUse] that asks the servers about a tenant once a second while somebody asks for it, and
/// never twice at once. A figure that is older is served for another second, while a newer one is
/// being fetched, so callers wait only where nobody has asked for a while. Who has asked for the
/// figure of now is about to refuse; for a minute from then on every figure is as exact, or the
/// tenant would seem to be over its bound again and again.
public final class NatsStorageUse implements StorageUse {
  private static final System.Logger LOG = System.getLogger(NatsStorageUse.class.getName());
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SERVED_NANOS = 2 * FRESH_NANOS;
  private static final long FORGOTTEN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long EXACT_NANOS = FORGOTTEN_NANOS;
  private static final Duration BETWEEN = Duration.ofMillis(100);

  /// Above so many tenants those that nobody has asked for lately are forgotten.
  private static final int MANY = 1_000;

  private final Measure measure;
  private final Clock clock;
  private final Duration patience;
  private final Map<TenantId, Slot> slots = new ConcurrentHashMap<>();

  /// Asks the servers.
  public interface Measure {
    /// How many bytes the streams of the tenant's queues and topics have, without what has left
    /// queues where this process knows that without asking for more.
    ///
    /// @throws StoreException when the servers do not answer
    long bytes(TenantId tenant);

    /// As above, without what has left queues and lies in their streams still, wherever that can be
    /// told.
    ///
    /// @throws StoreException when the servers do not answer
    long bytesThatCount(TenantId tenant);
  }

  /// Time, and waits for it.
  public interface Clock {
    /// Nanoseconds that only grow.
    long nanos();

    /// Waits for a moment.
    ///
    /// @throws StoreException when it ends early, because the store is closed or the thread is
    ///     interrupted
    void pause(Duration moment);
  }

  /// A figure.
  ///
  /// @param began when it began to be fetched
  /// @param ended when it had come
  private record Figure(long bytes, long began, long ended) {}

  /// What is known of one tenant.
  private static final class Slot {
    private final SingleFlight asking = new SingleFlight();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile @Nullable Figure figure;
    private volatile @Nullable Figure exact;
    private volatile long usedAt;
  }

  /// @param patience how long a caller waits at most for others who ask for the same
  public NatsStorageUse(Measure measure, Clock clock, Duration patience) {
    this.measure = measure;
    this.clock = clock;
    this.patience = patience;
  }

  @Override
  public long bytes(TenantId tenant) {
    var slot = slot(tenant);
    long now = clock.nanos();
    var known = slot.figure;
    if (known == null || now - known.began() > SERVED_NANOS) {
      return slot.asking.runNow(patience, () -> since(now - FRESH_NANOS, tenant, slot)).bytes();
    }
    if (now - known.began() > FRESH_NANOS && slot.refreshing.compareAndSet(false, true)) {
      var unused =
          Thread.ofVirtual()
              .name("storage-" + tenant.value())
              .start(() -> refresh(now - FRESH_NANOS, tenant, slot));
    }
    return known.bytes();
  }

  private void refresh(long oldest, TenantId tenant, Slot slot) {
    try {
      var unused = slot.asking.runNow(patience, () -> since(oldest, tenant, slot));
    } catch (StoreException failed) { // callers are told as soon as nothing is known that is new
      LOG.log(
          System.Logger.Level.DEBUG,
          "the room that a tenant takes is not known; tenant={0} why={1}",
          tenant.value(),
          String.valueOf(failed.getMessage()));
    } finally {
      slot.refreshing.set(false);
    }
  }

  /// A figure that began to be fetched after `oldest`. For one thread at a time.
  private Figure since(long oldest, TenantId tenant, Slot slot) {
    var known = slot.figure;
    if (known != null && known.began() - oldest > 0) {
      return known;
    }
    long began = clock.nanos();
    var exact = slot.exact;
    boolean close = exact != null && began - exact.ended() < EXACT_NANOS;
    long bytes = close ? measure.bytesThatCount(tenant) : measure.bytes(tenant);
    var fresh = new Figure(bytes, began, clock.nanos());
    slot.figure = fresh;
    return fresh;
  }

  /// Answers a figure that was fetched after this call began. There is a pause between two fetches,
  /// so many callers wait for the same one.
  @Override
  public long bytesNow(TenantId tenant) {
    var slot = slot(tenant);
    long called = clock.nanos();
    return slot.asking.runNow(patience, () -> exact(called, tenant, slot)).bytes();
  }

  private Figure exact(long called, TenantId tenant, Slot slot) {
    var known = slot.exact;
    if (known != null && known.began() - called > 0) {
      return known;
    }
    if (known != null) {
      long left = BETWEEN.toNanos() - (clock.nanos() - known.ended());
      if (left > 0) {
        clock.pause(Duration.ofNanos(left));
      }
    }
    long began = clock.nanos();
    var fresh = new Figure(measure.bytesThatCount(tenant), began, clock.nanos());
    slot.exact = fresh;
    slot.figure = fresh;
    return fresh;
  }

  private Slot slot(TenantId tenant) {
    long now = clock.nanos();
    var slot = slots.get(tenant);
    if (slot == null) {
      if (slots.size() >= MANY) {
        slots.values().removeIf(other -> now - other.usedAt > FORGOTTEN_NANOS);
      }
      slot = slots.computeIfAbsent(tenant, _ -> new Slot());
    }
    slot.usedAt = now;
    return slot;
  }
}
