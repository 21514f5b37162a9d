package io.edgemq.memory;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.memory.MemoryDelivery.Lane;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// There is one process, so who asks is alive.
final class MemoryDeliveryStore implements DeliveryStore {
  private final MemorySubscriptionStore subscriptions;
  private final MemoryDeliveries deliveries;
  private final Guard guard;
  private final Set<OwnerId> left = new HashSet<>();

  MemoryDeliveryStore(MemorySubscriptionStore subscriptions) {
    this.subscriptions = subscriptions;
    this.deliveries = subscriptions.deliveries();
    this.guard = subscriptions.guard();
  }

  @Override
  public Set<OwnerId> alive(OwnerId owner) {
    return guard.locked(() -> Set.of(owner));
  }

  @Override
  public void leave(OwnerId owner) {
    boolean unused = guard.locked(() -> left.add(owner));
  }

  @Override
  public ClaimResult claim(LaneRef ref, OwnerId owner) {
    return guard.locked(
        () -> {
          var claim = new Claim(ref, owner, deliveries.nextFence());
          if (!subscriptions.has(ref.subscription())) {
            return new Claimed(claim, Optional.empty());
          }
          var delivery = deliveries.make(ref.subscription());
          var lane = delivery.lane(ref.index());
          var another =
              lane.claim().map(Claim::owner).filter(o -> !o.equals(owner) && !left.contains(o));
          if (another.isPresent()) {
            return new Owned(another.get());
          }
          delivery.put(ref.index(), new Lane(Optional.of(claim), lane.progress()));
          return new Claimed(claim, lane.progress());
        });
  }

  @Override
  public SaveResult save(Claim claim, Settled settled) {
    return guard.locked(() -> save(claim, settled, Optional.of(claim)));
  }

  @Override
  public SaveResult release(Claim claim, Settled settled) {
    return guard.locked(() -> save(claim, settled, Optional.empty()));
  }

  private SaveResult save(Claim claim, Settled settled, Optional<Claim> next) {
    var ref = claim.lane();
    var found =
        deliveries
            .find(ref.subscription())
            .filter(delivery -> delivery.lane(ref.index()).claim().equals(Optional.of(claim)));
    if (found.isEmpty()) {
      return new Overtaken();
    }
    var delivery = found.get();
    delivery.put(ref.index(), new Lane(next, Optional.of(settled.progress())));
    delivery.deadLetters().settle(settled.dead(), settled.redriven(), guard.instant());
    return new Saved(claim);
  }

  @Override
  public Optional<DeliveryProgress> read(LaneRef lane) {
    return guard.locked(
        () ->
            deliveries
                .find(lane.subscription())
                .flatMap(delivery -> delivery.lane(lane.index()).progress()));
  }

  @Override
  public void forget(SubscriptionRef subscription) {
    boolean unused =
        guard.locked(
            () -> {
              deliveries.remove(subscription);
              return true;
            });
  }
}
