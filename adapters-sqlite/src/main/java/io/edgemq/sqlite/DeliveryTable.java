package io.edgemq.sqlite;

import io.edgemq.domain.SubscriptionId;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The rows of deliveries and their lanes: who delivers, and how far that has come.
final class DeliveryTable {
  /// What the dead letters and attempts of a delivery are among the condemned.
  static final String CONDEMNED = "delivery";

  /// The epoch of a lane that nobody delivers.
  private static final long NOBODY = 0;

  private static final String FIND = "SELECT id FROM delivery WHERE subscription = ?";
  private static final String INSERT =
      "INSERT INTO delivery (id, subscription, redrives, letters, dropped) VALUES (?, ?, 0, 0, 0)";
  private static final String LANE =
      """
      SELECT l.id, l.delivery, l.epoch, l.owner, l.progress
      FROM delivery d JOIN lane l ON l.delivery = d.id WHERE d.subscription = ? AND l.lane = ?""";
  private static final String INSERT_LANE =
      "INSERT INTO lane (delivery, lane, epoch, owner) VALUES (?, ?, ?, ?)";
  private static final String CLAIM = "UPDATE lane SET epoch = ?, owner = ? WHERE id = ?";
  private static final String SAVE =
      "UPDATE lane SET progress = ?, epoch = ? WHERE id = ? AND epoch = ?";
  private static final String DELETE = "DELETE FROM delivery WHERE id = ?";
  private static final String DELETE_LANES = "DELETE FROM lane WHERE delivery = ?";
  private static final String CONDEMN = "INSERT INTO condemned VALUES (?, '" + CONDEMNED + "')";
  private static final long NONE = -1;

  private DeliveryTable() {}

  /// A lane's row.
  ///
  /// @param epoch of the latest claim
  /// @param progress null when nothing was saved
  record Lane(long id, long delivery, long epoch, OwnerId owner, byte @Nullable [] progress) {
    boolean isClaimedSince(long start) {
      return epoch > start;
    }
  }

  /// The lane's row; null when there is none.
  static @Nullable Lane find(Database database, LaneRef ref) throws SQLException {
    try (var rows =
        database.sql(LANE).set(ref.subscription().id().value()).set(ref.index()).rows()) {
      return rows.next()
          ? new Lane(
              rows.getLong(1),
              rows.getLong(2),
              rows.getLong(3),
              new OwnerId(rows.getString(4)),
              rows.getBytes(5))
          : null;
    }
  }

  /// Makes `owner` the one that delivers; its epoch, which nothing had before.
  ///
  /// @param lane its row; null when there is none
  static long claim(Transaction tx, LaneRef ref, OwnerId owner, @Nullable Lane lane)
      throws SQLException {
    long epoch = tx.newId();
    if (lane == null) {
      long delivery = delivery(tx, ref.subscription().id());
      tx.sql(INSERT_LANE).set(delivery).set(ref.index()).set(epoch).set(owner.value()).run();
    } else {
      tx.sql(CLAIM).set(epoch).set(owner.value()).set(lane.id()).run();
    }
    return epoch;
  }

  /// The number of what `id` has that is delivered; makes it if there is none.
  static long delivery(Transaction tx, SubscriptionId id) throws SQLException {
    long found = tx.sql(FIND).set(id.value()).number(NONE);
    if (found != NONE) {
      return found;
    }
    long made = tx.newId();
    tx.sql(INSERT).set(made).set(id.value()).run();
    return made;
  }

  /// Keeps `progress` of a lane that is `claim`'s.
  static void save(Transaction tx, Lane lane, Claim claim, byte[] progress) throws SQLException {
    save(tx, lane, claim.fence(), progress);
  }

  /// As [#save(Transaction, Lane, Claim, byte[])]; nobody delivers from then on.
  static void release(Transaction tx, Lane lane, byte[] progress) throws SQLException {
    save(tx, lane, NOBODY, progress);
  }

  private static void save(Transaction tx, Lane lane, long epoch, byte[] progress)
      throws SQLException {
    tx.sql(SAVE).set(progress).set(epoch).set(lane.id()).set(lane.epoch()).run();
  }

  /// Removes all that a subscription has. Its dead letters and attempts cannot be seen any more;
  /// their rows are cleared away later.
  static void delete(Transaction tx, SubscriptionId id) throws SQLException {
    long delivery = tx.sql(FIND).set(id.value()).number(NONE);
    if (delivery != NONE) {
      tx.sql(DELETE).set(delivery).run();
      tx.sql(DELETE_LANES).set(delivery).run();
      tx.sql(CONDEMN).set(delivery).run();
    }
  }
}
