package io.edgemq.sqlite;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Lease;
import io.edgemq.domain.Settlement;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.Outcome;
import io.edgemq.ports.out.QueueStore.SettleResult;
import io.edgemq.ports.out.QueueStore.Settled;
import io.edgemq.sqlite.QueueBurial.Death;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settles leases. A handle leads to its row by primary key. The row is there and unchanged if and
/// only if the lease still holds.
final class QueueSettling {
  private static final String HELD =
      " WHERE store = ? AND due = ? AND seq = ? AND rev = ? AND leased = 1";
  private static final String ACK = "DELETE FROM queue_pending" + HELD;
  private static final String NACK =
      "UPDATE queue_pending SET due = ?, rev = rev + 1, leased = 0" + HELD;
  private static final String EXTEND = "UPDATE queue_pending SET due = ?, rev = rev + 1" + HELD;
  private static final String UNRECEIVE =
      "UPDATE queue_pending SET due = ?, rev = rev + 1, attempt = attempt - 1, leased = 0" + HELD;
  private static final String ATTEMPT = "SELECT attempt FROM queue_pending" + HELD;
  private static final String GROUP = "SELECT grp FROM queue_pending" + HELD;

  private static final Outcome DONE = new Outcome.Done();
  private static final Outcome STALE = new Outcome.Stale();
  private static final Outcome GONE = new Outcome.Gone();
  private static final Outcome UNKNOWN = new Outcome.Unknown();

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
  SettleResult settle(Transaction tx, QueueState queue, List<Request> requests)
      throws SQLException {
    if (queue.isDeleted()) {
      return new NoSuchQueue();
    }
    expiry.raise(tx, queue);
    var outcomes = new ArrayList<Outcome>(requests.size());
    for (var request : requests) {
      outcomes.add(settle(tx, queue, request));
    }
    return new Settled(outcomes);
  }

  private Outcome settle(Transaction tx, QueueState queue, Request request) throws SQLException {
    var key = request.key();
    if (key == null || key.queue() != queue.id() || key.seq() > queue.lastSeq) {
      return UNKNOWN;
    }
    if (key.store() != queue.store || key.seq() < queue.floor) {
      return GONE;
    }
    return switch (request.settlement()) {
      case Settlement.Ack _ -> ack(tx, queue, key);
      case Settlement.Nack nack -> nack(tx, queue, key, nack.delay().toMillis());
      case Settlement.Extend extend -> extend(tx, queue, key, extend.visibility().toMillis());
      case Settlement.Reject reject -> reject(tx, queue, key, reject.reason());
    };
  }

  private static Sql held(Sql statement, LeaseKey key) throws SQLException {
    return statement.set(key.store()).set(key.due()).set(key.seq()).set(key.rev());
  }

  private Outcome notHeld(Transaction tx, QueueState queue, LeaseKey key) throws SQLException {
    return rows.exists(tx, queue, key.seq()) ? STALE : GONE;
  }

  private Outcome ack(Transaction tx, QueueState queue, LeaseKey key) throws SQLException {
    var group = queue.isFifo() ? group(tx, key) : null;
    if (held(tx.sql(ACK), key).run() == 0) {
      return notHeld(tx, queue, key);
    }
    rows.remove(tx, queue, key.seq(), group);
    return DONE;
  }

  private static byte @Nullable [] group(Transaction tx, LeaseKey key) throws SQLException {
    try (var found = held(tx.sql(GROUP), key).rows()) {
      return found.next() ? found.getBytes(1) : null;
    }
  }

  private Outcome nack(Transaction tx, QueueState queue, LeaseKey key, long delay)
      throws SQLException {
    long due = DueTime.after(tx.now(), delay);
    if (held(tx.sql(NACK).set(due), key).run() == 0) {
      return notHeld(tx, queue, key);
    }
    queue.changeHints(tx);
    queue.listed(due);
    return DONE;
  }

  private Outcome extend(Transaction tx, QueueState queue, LeaseKey key, long visibility)
      throws SQLException {
    long attempt = held(tx.sql(ATTEMPT), key).number(0);
    if (attempt == 0) {
      return notHeld(tx, queue, key);
    }
    long due = tx.now() + visibility;
    held(tx.sql(EXTEND).set(due), key).run();
    queue.changeHints(tx);
    queue.leased(due);
    if (visibility == 0) {
      queue.visible();
    }
    var renewed = new LeaseKey(key.queue(), key.store(), key.seq(), due, key.rev() + 1);
    return new Outcome.Extended(
        new Lease(renewed.handle(), Math.toIntExact(attempt), Instant.ofEpochMilli(due)));
  }

  private Outcome reject(Transaction tx, QueueState queue, LeaseKey key, DeadLetterReason reason)
      throws SQLException {
    long attempt = held(tx.sql(ATTEMPT), key).number(0);
    var message = attempt == 0 ? null : rows.find(tx, queue, key.seq());
    if (message == null) {
      return notHeld(tx, queue, key);
    }
    if (queue.queue().config().deadLetter() == null) {
      return new Outcome.NoDeadLetterQueue();
    }
    held(tx.sql(ACK), key).run();
    burial.bury(tx, queue, message, new Death(reason, Math.toIntExact(attempt)));
    rows.remove(tx, queue, key.seq(), message.group());
    return DONE;
  }

  /// Takes back those leases of `keys` that still hold.
  void unreceive(Transaction tx, QueueState queue, List<LeaseKey> keys) throws SQLException {
    long due = DueTime.after(tx.now(), 0);
    for (var key : keys) {
      boolean ours = key.queue() == queue.id() && key.store() == queue.store;
      if (ours && held(tx.sql(UNRECEIVE).set(due), key).run() > 0) {
        queue.changeHints(tx);
        queue.listed(due);
      }
    }
  }
}
