package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A store of deliveries whose saves fail while it is out. Everything else works.
final class OutageOfSaves implements DeliveryStore {
  final AtomicInteger failed = new AtomicInteger();
  volatile boolean isOut = true;
  private final DeliveryStore store;

  OutageOfSaves(DeliveryStore store) {
    this.store = store;
  }

  @Override
  public Set<OwnerId> alive(OwnerId owner) {
    return store.alive(owner);
  }

  @Override
  public void leave(OwnerId owner) {
    store.leave(owner);
  }

  @Override
  public ClaimResult claim(LaneRef lane, OwnerId owner) {
    return store.claim(lane, owner);
  }

  @Override
  public SaveResult save(Claim claim, Settled settled) {
    if (isOut) {
      failed.incrementAndGet();
      throw new StoreException.Unavailable("out", new IllegalStateException("a test took it away"));
    }
    return store.save(claim, settled);
  }

  @Override
  public SaveResult release(Claim claim, Settled settled) {
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
