package io.edgemq.nats.push;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.SubscriptionStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// [DeliveryStore] on JetStream. A lane is one message, which nobody has a copy of: each write is
/// conditional on the one before it. Whether an owner lives, a table says that has one row for each
/// process.
public final class NatsDeliveryStore implements DeliveryStore {
  private final Cluster cluster;
  private final LatestMessages messages;
  private final SubscriptionStore subscriptions;
  private final Owners owners;
  private final LaneWriter writer;
  private final LetterLimit limit;

  /// What a store of deliveries goes by.
  ///
  /// @param messages all lanes and dead letters
  /// @param owners the signs of life
  public record Parts(
      Cluster cluster, LatestMessages messages, ReplicatedTable<Long> owners, StoreTime time) {}

  public NatsDeliveryStore(Parts parts, SubscriptionStore subscriptions) {
    this.cluster = parts.cluster();
    this.messages = parts.messages();
    this.subscriptions = subscriptions;
    this.owners = new Owners(parts.owners(), parts.time());
    this.writer = new LaneWriter(cluster, messages);
    this.limit = new LetterLimit(messages);
  }

  @Override
  public Set<OwnerId> alive(OwnerId owner) {
    return owners.alive(owner);
  }

  @Override
  public void leave(OwnerId owner) {
    owners.leave(owner);
  }

  @Override
  public ClaimResult claim(LaneRef lane, OwnerId owner) {
    var key = Keys.lane(lane);
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    while (exists(lane.subscription())) {
      var stored = writer.read(key);
      var another =
          stored.lane().owner().filter(other -> !other.equals(owner) && owners.isAlive(other));
      if (another.isPresent()) {
        return new Owned(another.get());
      }
      var claimed = stored.lane().claimedBy(owner).outgoing(messages.subject(key));
      if (writer.publish(List.of(claimed), stored.revision())
          instanceof Published.Kept(long sequence)) {
        if (exists(lane.subscription())) {
          return new Claimed(new Claim(lane, owner, sequence), stored.lane().read());
        }
        forget(lane.subscription()); // it went meanwhile
      } else {
        writer.pause(deadline);
      }
    }
    return new Claimed(new Claim(lane, owner, LaneWriter.NOTHING), Optional.empty());
  }

  private boolean exists(SubscriptionRef subscription) {
    return subscriptions.find(subscription.tenant(), subscription.id()).isPresent();
  }

  @Override
  public SaveResult save(Claim claim, Settled settled) {
    return save(claim, settled, Optional.of(claim.owner()));
  }

  @Override
  public SaveResult release(Claim claim, Settled settled) {
    return save(claim, settled, Optional.empty());
  }

  private SaveResult save(Claim claim, Settled settled, Optional<OwnerId> after) {
    var result = writer.save(claim, settled, after);
    if (result instanceof Saved && !settled.dead().isEmpty()) {
      limit.added(claim.lane().subscription(), settled.dead().size());
    }
    return result;
  }

  @Override
  public Optional<DeliveryProgress> read(LaneRef lane) {
    return writer.read(Keys.lane(lane)).lane().read();
  }

  @Override
  public void forget(SubscriptionRef subscription) {
    messages.purge(new Keys(subscription).all());
    limit.forget(subscription);
  }
}
