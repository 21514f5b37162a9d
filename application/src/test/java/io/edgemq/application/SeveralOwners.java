package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A store of deliveries that several processes share: who has given a sign of life lives until it
/// leaves. Some calls can be made to fail.
final class SeveralOwners implements DeliveryStore {
  /// How many of the next releases, and of the next answers to claims, are lost.
  final AtomicInteger failingReleases = new AtomicInteger();

  final AtomicInteger lostClaims = new AtomicInteger();
  final AtomicInteger unreadable = new AtomicInteger();

  /// Who claimed each lane last.
  final Map<LaneRef, OwnerId> owners = new ConcurrentHashMap<>();

  private final Set<OwnerId> alive = ConcurrentHashMap.newKeySet();
  private final DeliveryStore store;

  SeveralOwners(DeliveryStore store) {
    this.store = store;
  }

  @Override
  public Set<OwnerId> alive(OwnerId owner) {
    alive.add(owner);
    return Set.copyOf(alive);
  }

  @Override
  public void leave(OwnerId owner) {
    alive.remove(owner);
    store.leave(owner);
  }

  @Override
  public ClaimResult claim(LaneRef lane, OwnerId owner) {
    var result = store.claim(lane, owner);
    if (takes(unreadable)) {
      throw new IllegalArgumentException("a test says that the record is not legible");
    }
    if (result instanceof Claimed) {
      owners.put(lane, owner);
      failIf(lostClaims);
    }
    return result;
  }

  private static void failIf(AtomicInteger failures) {
    if (takes(failures)) {
      throw new StoreException.Unavailable("out", new IllegalStateException("a test says so"));
    }
  }

  private static boolean takes(AtomicInteger failures) {
    return failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  @Override
  public SaveResult save(Claim claim, Settled settled) {
    return store.save(claim, settled);
  }

  @Override
  public SaveResult release(Claim claim, Settled settled) {
    failIf(failingReleases);
    return store.release(claim, settled);
  }

  @Override
  public Optional<DeliveryProgress> read(LaneRef lane) {
    return store.read(lane);
  }

  @Override
  public void forget(SubscriptionRef subscription) {
    store.forget(subscription);
  }
}
