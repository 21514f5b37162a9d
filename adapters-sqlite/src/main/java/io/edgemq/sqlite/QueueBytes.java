package io.edgemq.sqlite;

import io.edgemq.sqlite.QueueExpiry.Search;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// How much the messages of queues take. The sum is kept with each queue; single messages are
/// looked at when it has none yet, and when some are past their retention that were not removed.
final class QueueBytes {
  /// What [#ofRow] reads. Of a body SQLite reads no more than its length.
  static final String COLUMNS = "length(body), meta";

  /// How many messages past their retention are looked at for one answer. What is beyond them
  /// counts until it is removed.
  private static final int MOST = 10_000;

  private static final String NOT_ADDED_UP = "SELECT id, store FROM queue WHERE bytes IS NULL";
  private static final String ALL = "SELECT " + COLUMNS + " FROM queue_message WHERE store = ?";
  private static final String SAVE = "UPDATE queue SET bytes = ? WHERE id = ?";
  private static final String SUM = "SELECT store, last_seq, bytes, floor FROM queue WHERE id = ?";
  private static final String BEFORE =
      "SELECT " + COLUMNS + " FROM queue_message WHERE store = ? AND seq < ? ORDER BY seq LIMIT ?";

  private QueueBytes() {}

  /// What the message of this row counts.
  static long ofRow(ResultSet row) throws SQLException {
    return row.getLong(1) + ContentCodec.attributeBytes(row.getBytes(2));
  }

  /// Adds up what was written before there were sums: once, whatever comes between.
  static void addUp(Database database) throws SQLException {
    database.execute("BEGIN IMMEDIATE");
    try {
      for (var queue : notAddedUp(database).entrySet()) {
        long bytes = sum(database.sql(ALL).set(queue.getValue()));
        database.sql(SAVE).set(bytes).set(queue.getKey()).run();
      }
      database.execute("COMMIT");
    } catch (SQLException e) {
      database.execute("ROLLBACK");
      throw e;
    }
  }

  /// The stores of the queues that have no sum, by queue.
  private static Map<Long, Long> notAddedUp(Database database) throws SQLException {
    var stores = new HashMap<Long, Long>();
    try (var rows = database.sql(NOT_ADDED_UP).rows()) {
      while (rows.next()) {
        stores.put(rows.getLong(1), rows.getLong(2));
      }
    }
    return stores;
  }

  private static long sum(Sql messages) throws SQLException {
    long bytes = 0;
    try (var rows = messages.rows()) {
      while (rows.next()) {
        bytes += ofRow(rows);
      }
    }
    return bytes;
  }

  /// What the queue's messages count that are within their retention at `now`, beside the writer
  /// and in one snapshot of the database; 0 when the queue is no more.
  static long live(Database database, SqliteQueue queue, long now) throws SQLException {
    database.sql("BEGIN").run();
    try {
      Search search;
      long all;
      try (var rows = database.sql(SUM).set(queue.id()).rows()) {
        if (!rows.next()) {
          return 0;
        }
        search = new Search(rows.getLong(1), rows.getLong(4), rows.getLong(2), queue.expiry(now));
        all = rows.getLong(3);
      }
      long floor = QueueExpiry.find(database, search).seq();
      return all - sum(database.sql(BEFORE).set(search.store()).set(floor).set(MOST));
    } finally {
      database.sql("COMMIT").run();
    }
  }
}
