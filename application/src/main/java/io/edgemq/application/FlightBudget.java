package io.edgemq.application;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The bytes of all bodies that are being pushed. What finds no room waits, so no number of slow
/// endpoints ends the process (ADR 0019).
///
/// One subscription holds a quarter at most, and a tenant as much as it leaves free. What is alone
/// may be of any size: the only body of its subscription or tenant may be larger than their parts,
/// and the only one of the process larger than the budget. Those of a subscription get their room
/// in the order in which they asked, and subscriptions take turns. Nobody passes one that waits
/// until enough is free altogether, so a large one gets its room.
///
/// Who holds room asks for no more, so nobody waits for who waits. Thread-safe.
public final class FlightBudget {
  /// The part of one subscription.
  private static final int PARTS = 4;

  /// How many bodies, or pages of them, are read at the same moment of which nobody knows how large
  /// they are.
  private static final int READERS = 16;

  private final long total;
  private final AtomicLong ahead = new AtomicLong();
  private final Semaphore readers = new Semaphore(READERS);
  private final Map<SubscriptionRef, Long> ofSubscription = new HashMap<>();
  private final Map<TenantId, Long> ofTenant = new HashMap<>();

  /// By subscription, the one whose turn it is first.
  private final LinkedHashMap<SubscriptionRef, ArrayDeque<Wish>> waiting = new LinkedHashMap<>();

  /// Tenants of which something waits because they have enough. None of theirs passes it.
  private final Set<TenantId> enough = new HashSet<>();

  /// Whether something waits until enough is free altogether.
  private boolean full;

  private long used;

  private record Wish(SubscriptionRef owner, long bytes, CountDownLatch granted) {}

  private enum Verdict {
    FITS,
    /// There is too little for anybody.
    FULL,
    TENANT_HAS_ENOUGH,
    SUBSCRIPTION_HAS_ENOUGH
  }

  /// @param total how many bytes there are
  public FlightBudget(long total) {
    if (total < 1) {
      throw new IllegalArgumentException("not a number of bytes: " + total);
    }
    this.total = total;
  }

  /// Takes room for `bytes` if there is some, and nobody waits who comes before. Give it back with
  /// [#give].
  synchronized boolean tryTake(SubscriptionRef owner, long bytes) {
    boolean waits = full || enough.contains(owner.tenant()) || waiting.containsKey(owner);
    boolean fits = !waits && verdict(owner, bytes) == Verdict.FITS;
    if (fits) {
      add(owner, bytes);
    }
    return fits;
  }

  /// Takes room for `bytes` as soon as there is some. Give it back with [#give].
  void take(SubscriptionRef owner, long bytes) throws InterruptedException {
    var wish = new Wish(owner, bytes, new CountDownLatch(1));
    join(wish);
    try {
      wish.granted().await();
    } catch (InterruptedException stopped) {
      leave(wish);
      throw stopped;
    }
  }

  private synchronized void join(Wish wish) {
    waiting.computeIfAbsent(wish.owner(), _ -> new ArrayDeque<>()).add(wish);
    grant();
  }

  private synchronized void leave(Wish wish) {
    var others = waiting.get(wish.owner());
    if (others == null || !others.remove(wish)) {
      give(wish.owner(), wish.bytes()); // granted meanwhile
      return;
    }
    if (others.isEmpty()) {
      waiting.remove(wish.owner());
    }
    grant();
  }

  /// Gives back what was taken.
  synchronized void give(SubscriptionRef owner, long bytes) {
    add(owner, -bytes);
    grant();
  }

  /// Gives room to those that wait, as long as there is some.
  private void grant() {
    boolean again = true;
    while (again) {
      again = grantEachOne();
    }
  }

  /// Looks once at the first wish of each subscription. Answers whether to look again.
  private boolean grantEachOne() {
    enough.clear();
    full = false;
    boolean granted = false;
    for (var owner : List.copyOf(waiting.keySet())) {
      var wishes = waiting.get(owner);
      if (wishes == null || enough.contains(owner.tenant())) {
        continue;
      }
      var wish = wishes.element();
      switch (verdict(owner, wish.bytes())) {
        case FULL -> {
          full = true;
          return false;
        }
        case TENANT_HAS_ENOUGH -> enough.add(owner.tenant());
        case SUBSCRIPTION_HAS_ENOUGH -> {}
        case FITS -> {
          grant(wish, wishes);
          granted = true;
        }
      }
    }
    return granted;
  }

  private void grant(Wish wish, ArrayDeque<Wish> wishes) {
    add(wish.owner(), wish.bytes());
    wishes.remove();
    waiting.remove(wish.owner());
    if (!wishes.isEmpty()) {
      waiting.put(wish.owner(), wishes); // it is the others' turn
    }
    wish.granted().countDown();
  }

  private Verdict verdict(SubscriptionRef owner, long bytes) {
    if (used == 0) {
      return Verdict.FITS;
    }
    long free = total - used - bytes;
    long tenants = ofTenant.getOrDefault(owner.tenant(), 0L);
    long subscriptions = ofSubscription.getOrDefault(owner, 0L);
    if (subscriptions > 0 && subscriptions + bytes > total / PARTS) {
      return Verdict.SUBSCRIPTION_HAS_ENOUGH;
    }
    if (tenants > 0 && tenants + bytes > free) {
      return Verdict.TENANT_HAS_ENOUGH;
    }
    return free < 0 ? Verdict.FULL : Verdict.FITS;
  }

  private void add(SubscriptionRef owner, long bytes) {
    used += bytes;
    ofSubscription.merge(owner, bytes, FlightBudget::sum);
    ofTenant.merge(owner.tenant(), bytes, FlightBudget::sum);
  }

  private static @Nullable Long sum(long one, long other) {
    return one + other == 0 ? null : Long.valueOf(one + other);
  }

  /// Bodies are about to be read of which nobody knows how large they are: one, or a page of them.
  /// Waits while many are. Call [#endReading] when each has its room, or is dropped.
  void beginReading() throws InterruptedException {
    readers.acquire();
  }

  void endReading() {
    readers.release();
  }

  /// Takes room for a body that is read before its turn, if there is some: half as much as there is
  /// for those that are sent, and apart from it, so nobody waits for it. Give it back with
  /// [#drop].
  boolean tryKeep(long bytes) {
    boolean fits = ahead.addAndGet(bytes) <= total / 2;
    if (!fits) {
      drop(bytes);
    }
    return fits;
  }

  /// Gives back what was kept.
  void drop(long bytes) {
    ahead.addAndGet(-bytes);
  }

  /// How many bytes are kept that were read before their turn.
  public long ahead() {
    return ahead.get();
  }

  /// How many bytes are taken now.
  public synchronized long used() {
    return used;
  }

  /// How many bodies wait for room.
  public synchronized long waiting() {
    return waiting.values().stream().mapToLong(ArrayDeque::size).sum();
  }
}
