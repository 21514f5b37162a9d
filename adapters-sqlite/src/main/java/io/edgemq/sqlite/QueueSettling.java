package io.edgemq.sqlite;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Lease;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.SettleResult;
import io.edgemq.ports.out.QueueStore.Settled;
import io.edgemq.sqlite.QueueBurial.Death;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Settles leases. A handle leads to its row by primary key, unless the lease was extended since:
/// an index of its own has the few rows that were extended or given back.
final class QueueSettling {
  private static final String HELD =
      " WHERE store = ? AND due = ? AND seq = ? AND rev = ? AND leased = 1";
  private static final String RELISTED =
      "SELECT due, rev, leased FROM queue_pending WHERE store = ? AND seq = ? AND relisted = 1";
  private static final String ACK = "DELETE FROM queue_pending" + HELD;
  private static final String NACK =
      "UPDATE queue_pending SET due = ?, rev = rev + 1, leased = 0, relisted = 1" + HELD;
  private static final String EXTEND = "UPDATE queue_pending SET due = ?, relisted = 1" + HELD;
  private static final String UNRECEIVE =
      """
      UPDATE queue_pending
      SET due = ?, rev = rev + 1, attempt = attempt - 1, leased = 0, relisted = 1"""
          + HELD;
  private static final String ATTEMPT = "SELECT attempt FROM queue_pending" + HELD;
  private static final String GROUP = "SELECT grp FROM queue_pending" + HELD;

  private static final SettleOutcome DONE = new SettleOutcome.Done();
  private static final SettleOutcome STALE = new SettleOutcome.Stale();
  private static final SettleOutcome GIVEN_BACK = new SettleOutcome.GivenBack();
  private static final SettleOutcome GONE = new SettleOutcome.Gone();
  private static final SettleOutcome UNKNOWN = new SettleOutcome.Unknown();

  private final QueueRows rows;
  private final QueueExpiry expiry;
  private final QueueBurial burial;

  QueueSettling(QueueRows rows, QueueExpiry expiry, QueueBurial burial) {
    this.rows = rows;
    this.expiry = expiry;
    this.burial = burial;
  }

  /// A settlement whose handle was read in the caller's thread.
  record Request(Settlement settlement, @Nullable LeaseKey key) {
    static Request of(Settlement settlement) {
      return new Request(settlement, LeaseKey.parse(settlement.handle()));
    }
  }

  /// Carries out `requests` in order.
  SettleResult settle(Transaction tx, SqliteQueue queue, List<Request> requests)
      throws SQLException {
    if (queue.isDeleted()) {
      return new NoSuchQueue();
    }
    expiry.raise(tx, queue);
    var outcomes = new ArrayList<SettleOutcome>(requests.size());
    for (var request : requests) {
      outcomes.add(settle(tx, queue, request));
    }
    return new Settled(outcomes);
  }

  private SettleOutcome settle(Transaction tx, SqliteQueue queue, Request request)
      throws SQLException {
    var key = request.key();
    if (key == null || key.queue() != queue.id() || key.seq() > queue.lastSeq) {
      return UNKNOWN;
    }
    if (key.store() != queue.store || key.seq() < queue.floor) {
      return GONE;
    }
    var outcome = settle(tx, queue, key, request.settlement());
    if (outcome != null) {
      return outcome;
    }
    return switch (lookAgain(tx, key)) {
      case Second.Extended(var now) ->
          Objects.requireNonNullElse(settle(tx, queue, now, request.settlement()), GONE);
      case Second.GivenBack _ -> rows.exists(tx, queue, key.seq()) ? GIVEN_BACK : GONE;
      case Second.Nothing _ -> rows.exists(tx, queue, key.seq()) ? STALE : GONE;
    };
  }

  /// Null when no such lease is listed at the key's time.
  private @Nullable SettleOutcome settle(
      Transaction tx, SqliteQueue queue, LeaseKey key, Settlement settlement) throws SQLException {
    return switch (settlement) {
      case Settlement.Ack _ -> ack(tx, queue, key);
      case Settlement.Nack nack -> nack(tx, queue, key, nack.delay().toMillis());
      case Settlement.Extend extend -> extend(tx, queue, key, extend.visibility().toMillis());
      case Settlement.Reject reject -> reject(tx, queue, key, reject.reason());
    };
  }

  /// What a second look for a lease finds, when it is not listed at its key's time.
  private sealed interface Second {
    /// The lease, extended: the key by which it is listed now.
    record Extended(LeaseKey now) implements Second {}

    /// The message, given back.
    record GivenBack() implements Second {}

    /// Nothing: the message is leased again, or has left.
    record Nothing() implements Second {}
  }

  private static Second lookAgain(Transaction tx, LeaseKey key) throws SQLException {
    try (var found = tx.sql(RELISTED).set(key.store()).set(key.seq()).rows()) {
      if (!found.next()) {
        return new Second.Nothing();
      }
      if (found.getLong(3) == 0) {
        return new Second.GivenBack();
      }
      return found.getLong(2) == key.rev()
          ? new Second.Extended(key.at(found.getLong(1)))
          : new Second.Nothing();
    }
  }

  private static Sql held(Sql statement, LeaseKey key) throws SQLException {
    return statement.set(key.store()).set(key.due()).set(key.seq()).set(key.rev());
  }

  private @Nullable SettleOutcome ack(Transaction tx, SqliteQueue queue, LeaseKey key)
      throws SQLException {
    var group = queue.isFifo() ? group(tx, key) : null;
    if (held(tx.sql(ACK), key).run() == 0) {
      return null;
    }
    rows.remove(tx, queue, key.seq(), group);
    return DONE;
  }

  private static byte @Nullable [] group(Transaction tx, LeaseKey key) throws SQLException {
    try (var found = held(tx.sql(GROUP), key).rows()) {
      return found.next() ? found.getBytes(1) : null;
    }
  }

  private @Nullable SettleOutcome nack(Transaction tx, SqliteQueue queue, LeaseKey key, long delay)
      throws SQLException {
    long due = DueTime.after(tx.queueTime(), delay);
    if (held(tx.sql(NACK).set(due), key).run() == 0) {
      return null;
    }
    queue.changeHints(tx);
    queue.listed(due);
    return DONE;
  }

  private @Nullable SettleOutcome extend(
      Transaction tx, SqliteQueue queue, LeaseKey key, long visibility) throws SQLException {
    long attempt = held(tx.sql(ATTEMPT), key).number(0);
    if (attempt == 0) {
      return null;
    }
    long due = tx.queueTime() + visibility;
    held(tx.sql(EXTEND).set(due), key).run();
    queue.changeHints(tx);
    queue.leased(due);
    if (visibility == 0) {
      queue.visible();
    }
    var renewed = key.at(due);
    return new SettleOutcome.Extended(
        new Lease(
            renewed.handle(),
            Math.toIntExact(attempt),
            Instant.ofEpochMilli(tx.now() + visibility)));
  }

  private @Nullable SettleOutcome reject(
      Transaction tx, SqliteQueue queue, LeaseKey key, DeadLetterReason reason)
      throws SQLException {
    long attempt = held(tx.sql(ATTEMPT), key).number(0);
    var message = attempt == 0 ? null : rows.find(tx, queue, key.seq());
    if (message == null) {
      return null;
    }
    if (queue.queue().config().deadLetter() == null) {
      return new SettleOutcome.NoDeadLetterQueue();
    }
    held(tx.sql(ACK), key).run();
    burial.bury(tx, queue, message, new Death(reason, Math.toIntExact(attempt)));
    rows.remove(tx, queue, key.seq(), message.group());
    return DONE;
  }

  /// Takes back those leases of `keys` that still hold.
  void unreceive(Transaction tx, SqliteQueue queue, List<LeaseKey> keys) throws SQLException {
    long due = DueTime.after(tx.queueTime(), 0);
    for (var key : keys) {
      boolean ours = key.queue() == queue.id() && key.store() == queue.store;
      if (ours && takeBack(tx, key, due)) {
        queue.changeHints(tx);
        queue.listed(due);
      }
    }
  }

  private static boolean takeBack(Transaction tx, LeaseKey key, long due) throws SQLException {
    return held(tx.sql(UNRECEIVE).set(due), key).run() > 0
        || (lookAgain(tx, key) instanceof Second.Extended(var now)
            && held(tx.sql(UNRECEIVE).set(due), now).run() > 0);
  }
}
