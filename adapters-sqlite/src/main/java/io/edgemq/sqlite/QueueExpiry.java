package io.edgemq.sqlite;

import io.edgemq.sqlite.QueueRows.Message;
import java.sql.SQLException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Retention of queues. Timestamps of a queue never go backwards, so the messages past their
/// retention come first. Where they end is found by galloping, however many there are.
final class QueueExpiry {
  private static final int MOST = 500;
  private static final String AT_OR_AFTER =
      "SELECT seq, ts FROM queue_message WHERE store = ? AND seq >= ? ORDER BY seq LIMIT 1";
  private static final String BEFORE =
      "SELECT "
          + Message.COLUMNS
          + """
       FROM queue_message m
      WHERE store = ? AND seq < ? ORDER BY seq LIMIT ?""";
  private static final String SIZES_BEFORE =
      "SELECT "
          + QueueBytes.COLUMNS
          + " FROM queue_message WHERE store = ? AND seq < ? ORDER BY seq LIMIT ?";
  private static final String DELETE_BEFORE =
      """
      DELETE FROM queue_message WHERE id IN (
        SELECT id FROM queue_message WHERE store = ? AND seq < ? ORDER BY seq LIMIT ?)""";

  private final QueueRows rows;

  QueueExpiry(QueueRows rows) {
    this.rows = rows;
  }

  /// The first message from some sequence on that is within its retention.
  ///
  /// @param seq its sequence; one after the last when there is none
  /// @param ts its time; [Long#MAX_VALUE] when there is none
  record Floor(long seq, long ts) {}

  /// Where to look.
  ///
  /// @param from no message before this sequence is wanted
  /// @param last the last sequence there is
  /// @param expiry messages of this time or before are not wanted
  record Search(long store, long from, long last, long expiry) {}

  /// Finds the first message that is wanted, in time logarithmic to how many are not.
  static Floor find(Database database, Search search) throws SQLException {
    long low = search.from();
    long high = search.last() + 1;
    long step = 1;
    var found = new Floor(high, Long.MAX_VALUE);
    long probe = low;
    while (low < high) {
      var at = atOrAfter(database, search.store(), probe);
      if (at == null) {
        high = probe;
      } else if (at.ts() > search.expiry()) {
        found = at;
        high = probe;
      } else {
        low = at.seq() + 1;
      }
      boolean galloping = found.ts() == Long.MAX_VALUE && at != null;
      probe = galloping ? Math.min(low + step, high - 1) : low + (high - low) / 2;
      probe = Math.max(probe, low);
      step *= 2;
    }
    return found.ts() == Long.MAX_VALUE ? new Floor(search.last() + 1, found.ts()) : found;
  }

  private static @Nullable Floor atOrAfter(Database database, long store, long seq)
      throws SQLException {
    try (var found = database.sql(AT_OR_AFTER).set(store).set(seq).rows()) {
      return found.next() ? new Floor(found.getLong(1), found.getLong(2)) : null;
    }
  }

  /// Brings the queue's floor up to date. That costs nothing while the oldest message is young
  /// enough. In a FIFO queue some of the messages below the floor are removed, because the first
  /// message of a group holds the others up. Answers whether there are more to remove.
  boolean raise(Transaction tx, SqliteQueue queue) throws SQLException {
    long expiry = queue.expiry(tx.now());
    if (queue.oldestTs > expiry) {
      return false;
    }
    queue.change(tx);
    var search = new Search(queue.store, queue.floor, queue.lastSeq, expiry);
    var floor = find(tx.database(), search);
    queue.floor = floor.seq();
    if (queue.isFifo() && removeSome(tx, queue) == MOST) {
      return true;
    }
    queue.oldestTs = floor.ts();
    return false;
  }

  private int removeSome(Transaction tx, SqliteQueue queue) throws SQLException {
    var expired = new ArrayList<Message>();
    try (var found = tx.sql(BEFORE).set(queue.store).set(queue.floor).set(MOST).rows()) {
      while (found.next()) {
        expired.add(Message.read(found, 1));
      }
    }
    for (var message : expired) {
      rows.removeFromGroup(tx, queue, message);
    }
    return expired.size();
  }

  /// Removes some rows below the floor of a standard queue. Answers whether there are more. A
  /// receive that comes across their listings removes those.
  boolean clear(Transaction tx, SqliteQueue queue) throws SQLException {
    long bytes = 0;
    try (var sizes = tx.sql(SIZES_BEFORE).set(queue.store).set(queue.floor).set(MOST).rows()) {
      while (sizes.next()) {
        bytes += QueueBytes.ofRow(sizes);
      }
    }
    int removed = tx.sql(DELETE_BEFORE).set(queue.store).set(queue.floor).set(MOST).run();
    if (removed > 0) {
      queue.change(tx);
      queue.messages -= removed;
      queue.bytes -= bytes;
    }
    if (removed < MOST) {
      queue.sweptTo = queue.floor;
    }
    return removed == MOST;
  }
}
