package io.edgemq.sqlite;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.sqlite.DeadLetterRows.Outgoing;
import io.edgemq.sqlite.DeliveryTable.Lane;
import io.edgemq.store.ProgressFormat;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// [DeliveryStore] in SQLite. The data directory belongs to one process, so who asks is alive and
/// there are no rows of owners. Every claim of before the start is void, without a write: its epoch
/// is not greater than the last number that was given before.
final class SqliteDeliveryStore implements DeliveryStore {
  private static final String LAST_NUMBER = "SELECT value FROM counter";

  private final Writer writer;
  private final Readers readers;
  private final SqliteSubscriptionStore subscriptions;
  private final Set<OwnerId> left = ConcurrentHashMap.newKeySet();
  private long start;

  SqliteDeliveryStore(Engine engine, SqliteSubscriptionStore subscriptions) {
    this.writer = engine.writer();
    this.readers = engine.readers();
    this.subscriptions = subscriptions;
  }

  /// Voids the claims of before.
  void load(Database database) throws SQLException {
    start = database.sql(LAST_NUMBER).number(0);
  }

  @Override
  public Set<OwnerId> alive(OwnerId owner) {
    writer.refuseIfClosed();
    return Set.of(owner);
  }

  @Override
  public void leave(OwnerId owner) {
    writer.refuseIfClosed();
    left.add(owner);
  }

  @Override
  public ClaimResult claim(LaneRef lane, OwnerId owner) {
    return writer.call(tx -> claim(tx, lane, owner));
  }

  private ClaimResult claim(Transaction tx, LaneRef ref, OwnerId owner) throws SQLException {
    if (!subscriptions.has(ref.subscription())) {
      return new Claimed(new Claim(ref, owner, start), Optional.empty());
    }
    var lane = DeliveryTable.find(tx.database(), ref);
    if (lane != null && isAnothers(lane, owner)) {
      return new Owned(lane.owner());
    }
    long epoch = DeliveryTable.claim(tx, ref, owner, lane);
    return new Claimed(new Claim(ref, owner, epoch), progress(lane));
  }

  private boolean isAnothers(Lane lane, OwnerId owner) {
    return lane.isClaimedSince(start)
        && !lane.owner().equals(owner)
        && !left.contains(lane.owner());
  }

  private static Optional<DeliveryProgress> progress(@Nullable Lane lane) {
    return Optional.ofNullable(lane).map(Lane::progress).map(ProgressFormat::read);
  }

  @Override
  public SaveResult save(Claim claim, Settled settled) {
    var saving = Saving.of(claim, settled);
    return writer.call(
        tx -> save(tx, saving, lane -> DeliveryTable.save(tx, lane, claim, saving.progress())));
  }

  @Override
  public SaveResult release(Claim claim, Settled settled) {
    var saving = Saving.of(claim, settled);
    return writer.call(
        tx -> save(tx, saving, lane -> DeliveryTable.release(tx, lane, saving.progress())));
  }

  /// What is saved, as it is written; prepared by the caller's thread.
  private record Saving(Claim claim, byte[] progress, List<Outgoing> dead, List<Long> redriven) {
    static Saving of(Claim claim, Settled settled) {
      return new Saving(
          claim,
          ProgressFormat.write(settled.progress()),
          settled.dead().stream().map(Outgoing::of).toList(),
          settled.redriven());
    }
  }

  /// Writes a lane's row.
  @FunctionalInterface
  private interface LaneChange {
    void write(Lane lane) throws SQLException;
  }

  private SaveResult save(Transaction tx, Saving saving, LaneChange change) throws SQLException {
    var claim = saving.claim();
    var lane = DeliveryTable.find(tx.database(), claim.lane());
    if (lane == null || lane.epoch() != claim.fence() || !lane.isClaimedSince(start)) {
      return new Overtaken();
    }
    if (!saving.dead().isEmpty()) {
      tx.requireRoom();
    }
    change.write(lane);
    if (!saving.dead().isEmpty() || !saving.redriven().isEmpty()) {
      DeadLetterRows.open(tx, lane.delivery()).settle(saving.dead(), saving.redriven());
    }
    return new Saved(claim);
  }

  @Override
  public Optional<DeliveryProgress> read(LaneRef lane) {
    writer.refuseIfClosed();
    return subscriptions.has(lane.subscription())
        ? progress(readers.<@Nullable Lane>call(db -> DeliveryTable.find(db, lane)))
        : Optional.empty();
  }

  @Override
  public void forget(SubscriptionRef subscription) {
    boolean unused = writer.call(tx -> forget(tx, subscription));
  }

  private boolean forget(Transaction tx, SubscriptionRef subscription) throws SQLException {
    // One that is gone has gone with all that it had.
    boolean there = subscriptions.has(subscription);
    if (there) {
      DeliveryTable.delete(tx, subscription.id());
    }
    return there;
  }
}
