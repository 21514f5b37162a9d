package io.edgemq.sqlite;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.RedriveResult;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.Redriven;
import io.edgemq.sqlite.QueueRows.Copy;
import io.edgemq.sqlite.QueueRows.Message;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Dead letters on their way back.
final class QueueRedrive {
  private static final String STEP =
      "SELECT "
          + Message.COLUMNS
          + """
       FROM queue_message m
      WHERE store = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?""";
  private static final String LISTED =
      "SELECT seq, due, leased FROM queue_pending WHERE store = ? AND seq > ? AND seq <= ?";

  private final QueueRows rows;
  private final QueueExpiry expiry;
  private final NameIndex<SqliteQueue> queues;

  QueueRedrive(QueueRows rows, QueueExpiry expiry, NameIndex<SqliteQueue> queues) {
    this.rows = rows;
    this.expiry = expiry;
    this.queues = queues;
  }

  private record Listing(long due, long leased) {}

  /// Does one step of `plan`.
  RedriveResult redrive(Transaction tx, SqliteQueue source, RedrivePlan plan, RedriveStep step)
      throws SQLException {
    var to = plan.to();
    var target = to == null ? null : queues.find(source.ref().tenant(), to.value());
    if (source.isDeleted() || (to != null && target == null)) {
      return new NoSuchQueue();
    }
    // It stores as much as it frees, but the log needs room for it.
    tx.requireRoom();
    boolean expiring = true;
    while (expiring) {
      expiring = expiry.raise(tx, source);
    }
    var looked = look(tx, source, step);
    long cursor = looked.size() < step.max() ? step.end() : looked.getLast().seq();
    var listings = looked.isEmpty() ? Map.<Long, Listing>of() : listings(tx, source, looked);
    long moved = 0;
    for (var message : looked) {
      var listing = listings.get(message.seq());
      boolean leased = listing != null && listing.leased() == 1 && listing.due() > tx.queueTime();
      var home = target == null ? origin(source, message) : target;
      if (!leased && home != null) {
        arrive(tx, home, source, message);
        leave(tx, source, message, listing);
        moved++;
      }
    }
    return new Redriven(cursor, moved, looked.size() - moved);
  }

  private static List<Message> look(Transaction tx, SqliteQueue source, RedriveStep step)
      throws SQLException {
    var looked = new ArrayList<Message>();
    long after = Math.max(step.after(), source.floor - 1);
    try (var found =
        tx.sql(STEP).set(source.store).set(after).set(step.end()).set(step.max()).rows()) {
      while (found.next()) {
        looked.add(Message.read(found, 1));
      }
    }
    return looked;
  }

  /// Which of the messages are pending. The list is sorted by time, so all of it is looked at; it
  /// is as long as messages were handed out and neither settled nor moved since.
  private static Map<Long, Listing> listings(
      Transaction tx, SqliteQueue source, List<Message> looked) throws SQLException {
    var listings = new HashMap<Long, Listing>();
    long after = looked.getFirst().seq() - 1;
    long last = looked.getLast().seq();
    try (var found = tx.sql(LISTED).set(source.store).set(after).set(last).rows()) {
      while (found.next()) {
        listings.put(found.getLong(1), new Listing(found.getLong(2), found.getLong(3)));
      }
    }
    return listings;
  }

  /// The queue that a dead letter came from; null when that is unknown or gone.
  private @Nullable SqliteQueue origin(SqliteQueue source, Message message) {
    var content = ContentCodec.decodeWithoutBody(message.meta());
    return content
        .attributes()
        .find(DeadLetterReason.SOURCE)
        .filter(QueueName::isLegal)
        .map(name -> queues.find(source.ref().tenant(), name))
        .orElse(null);
  }

  private void leave(Transaction tx, SqliteQueue source, Message message, @Nullable Listing listing)
      throws SQLException {
    if (source.isFifo()) {
      rows.removeFromGroup(tx, source, message);
      return;
    }
    if (listing != null) {
      rows.unlist(tx, source, listing.due(), message.seq());
    }
    rows.remove(tx, source, message.seq(), null);
  }

  private void arrive(Transaction tx, SqliteQueue home, SqliteQueue source, Message message)
      throws SQLException {
    var content = ContentCodec.decodeWithoutBody(message.meta());
    var meta = ContentCodec.encode(DeadLetterReason.unmark(content));
    rows.append(tx, home, new Copy(source.store, message, meta));
  }
}
