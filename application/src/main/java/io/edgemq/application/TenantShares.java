package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Divides among the tenants what a process does for them at once, so that one that asks for much
/// leaves the others their latency (ADR 0038).
///
/// A tenant may have as many calls at the store as it leaves places free, and always one. So one
/// that fills its half makes no other wait, however long its calls take; its own wait, in order. As
/// long as one tenant alone calls, it may have any number: places count only while another has
/// called within the last second.
public final class TenantShares {
  private static final long BUSY_NANOS = Duration.ofSeconds(1).toNanos();

  /// How long a call waits for its place. It can only be that long when its tenant's other calls
  /// take very long.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How many of those that wait are looked at when a place is free.
  private static final int LOOKS = 8;

  private final int places;
  private final LongSupplier nanos;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<TenantId, Share> shares = new HashMap<>();
  private final Deque<Share> waiting = new ArrayDeque<>();
  private int taken;
  private volatile @Nullable TenantId latest;
  private volatile long dividedUntil;

  /// @param places how many calls there may be at the store while tenants share it; 0: any number,
  ///     always
  /// @param nanos a clock that only goes forward, in nanoseconds
  public TenantShares(int places, LongSupplier nanos) {
    this(places, nanos, PATIENCE);
  }

  TenantShares(int places, LongSupplier nanos, Duration patience) {
    if (places < 0) {
      throw new IllegalArgumentException("not a number of places: " + places);
    }
    this.places = places;
    this.nanos = nanos;
    this.patience = patience;
    this.dividedUntil = nanos.getAsLong();
  }

  /// Nothing is divided.
  static TenantShares undivided() {
    return new TenantShares(0, () -> 0);
  }

  /// A call at the store.
  @FunctionalInterface
  interface Work<T> {
    T run();
  }

  /// As [Work], for one that may wait.
  @FunctionalInterface
  interface Wait<T> {
    T run() throws InterruptedException;
  }

  /// What one tenant has of the process.
  private static final class Share {
    private final Deque<CountDownLatch> calls = new ArrayDeque<>();
    private int running;

    /// Whether it is among those that wait.
    private boolean listed;
  }

  /// Does `work` for `tenant` when it may.
  ///
  /// @throws StoreException.Unavailable when it may not for too long; nothing was done
  <T> T of(TenantId tenant, Work<T> work) {
    if (!isDivided(tenant)) {
      return work.run();
    }
    enter(tenant);
    try {
      return work.run();
    } finally {
      leave(tenant);
    }
  }

  /// As [#of].
  <T> T whileWaiting(TenantId tenant, Wait<T> work) throws InterruptedException {
    if (!isDivided(tenant)) {
      return work.run();
    }
    enter(tenant);
    try {
      return work.run();
    } finally {
      leave(tenant);
    }
  }

  /// How many calls wait for their place.
  public int waiting() {
    lock.lock();
    try {
      return shares.values().stream().mapToInt(share -> share.calls.size()).sum();
    } finally {
      lock.unlock();
    }
  }

  /// Whether others have called lately, too. A race between two callers only delays the answer.
  private boolean isDivided(TenantId tenant) {
    if (places == 0) {
      return false;
    }
    var before = latest;
    long now = nanos.getAsLong();
    if (before == null || before.equals(tenant)) {
      latest = tenant;
      return now - dividedUntil < 0;
    }
    latest = tenant;
    dividedUntil = now + BUSY_NANOS;
    return true;
  }

  private void enter(TenantId tenant) {
    CountDownLatch turn;
    lock.lock();
    try {
      var share = shares.computeIfAbsent(tenant, _ -> new Share());
      if (share.calls.isEmpty() && mayRun(share)) {
        begin(share);
        return;
      }
      turn = new CountDownLatch(1);
      share.calls.add(turn);
      list(share);
    } finally {
      lock.unlock();
    }
    await(tenant, turn);
  }

  private void list(Share share) {
    if (!share.listed && !share.calls.isEmpty()) {
      share.listed = true;
      waiting.add(share);
    }
  }

  private boolean mayRun(Share share) {
    return share.running < Math.max(1, places - taken);
  }

  private void begin(Share share) {
    share.running++;
    taken++;
  }

  private void await(TenantId tenant, CountDownLatch turn) {
    try {
      if (turn.await(patience.toNanos(), TimeUnit.NANOSECONDS) || !giveUp(tenant, turn)) {
        return;
      }
    } catch (InterruptedException stopped) {
      if (!giveUp(tenant, turn)) {
        leave(tenant);
      }
      Thread.currentThread().interrupt();
    }
    throw new StoreException.Unavailable(
        "the tenant's other calls take too long; nothing was done",
        new IllegalStateException("no place in time"));
  }

  /// Whether the turn had not come yet; from then on it does not.
  private boolean giveUp(TenantId tenant, CountDownLatch turn) {
    lock.lock();
    try {
      var share = shares.get(tenant);
      return share != null && share.calls.remove(turn);
    } finally {
      lock.unlock();
    }
  }

  private void leave(TenantId tenant) {
    lock.lock();
    try {
      var share = shares.get(tenant);
      if (share == null) {
        throw new IllegalStateException("nothing runs for " + tenant);
      }
      share.running--;
      taken--;
      if (share.running > 0 || !startOne(share)) {
        startNext();
      }
      if (share.running == 0 && share.calls.isEmpty()) {
        shares.remove(tenant);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Starts the first call of those that wait, tenant by tenant.
  private void startNext() {
    for (int looks = Math.min(LOOKS, waiting.size()); looks > 0; looks--) {
      var share = waiting.remove();
      share.listed = false;
      boolean started = startOne(share);
      list(share);
      if (started) {
        return;
      }
    }
  }

  private boolean startOne(Share share) {
    if (share.calls.isEmpty() || !mayRun(share)) {
      return false;
    }
    begin(share);
    share.calls.remove().countDown();
    return true;
  }
}
