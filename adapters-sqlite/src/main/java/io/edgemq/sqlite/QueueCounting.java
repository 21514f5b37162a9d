package io.edgemq.sqlite;

import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.lease.Moment;
import io.edgemq.sqlite.QueueExpiry.Search;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Counts a queue's messages beside the writer, in one snapshot of the database. The total is kept
/// with the queue; what is counted row by row are only messages that are leased or delayed now, and
/// those past their retention that were not removed yet.
final class QueueCounting {
  private static final String TOTAL = "SELECT store, last_seq, messages FROM queue WHERE id = ?";
  private static final String EXPIRED =
      "SELECT count(*) FROM queue_message WHERE store = ? AND seq < ?";
  private static final String LEASED =
      "SELECT count(*) FROM queue_pending WHERE store = ? AND due > ? AND seq >= ? AND leased = 1";
  private static final String DELAYED =
      "SELECT count(*) FROM queue_pending WHERE store = ? AND due > ? AND seq >= ? AND leased = 0";
  private static final String WAITING =
      "SELECT count(*) FROM queue_waiting WHERE store = ? AND due > ? AND seq >= ?";

  private QueueCounting() {}

  /// The counts at `now`; empty when the queue is no more.
  static Optional<QueueCounts> count(Database database, SqliteQueue queue, Moment now)
      throws SQLException {
    database.sql("BEGIN").run();
    try {
      long store;
      long last;
      long total;
      try (var rows = database.sql(TOTAL).set(queue.id()).rows()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        store = rows.getLong(1);
        last = rows.getLong(2);
        total = rows.getLong(3);
      }
      var search = new Search(store, 1, last, queue.expiry(now.wall()));
      return Optional.of(count(database, queue, search, new Total(now, total)));
    } finally {
      database.sql("COMMIT").run();
    }
  }

  /// @param total how many rows there are
  private record Total(Moment now, long total) {}

  private static QueueCounts count(Database database, SqliteQueue queue, Search search, Total all)
      throws SQLException {
    var floor = QueueExpiry.find(database, search);
    var hidden = new Hidden(search.store(), all.now().elapsed(), floor.seq());
    long expired = database.sql(EXPIRED).set(search.store()).set(floor.seq()).number(0);
    long leased = hidden.count(database.sql(LEASED));
    long delayed = hidden.count(database.sql(DELAYED));
    if (queue.isFifo()) {
      delayed += hidden.count(database.sql(WAITING));
    }
    long live = all.total() - expired;
    boolean none = floor.ts() == Long.MAX_VALUE;
    var age = none ? Duration.ZERO : Duration.ofMillis(Math.max(0, all.now().wall() - floor.ts()));
    return new QueueCounts(live - leased - delayed, leased, delayed, age);
  }

  /// Messages from a floor on that cannot be seen now.
  private record Hidden(long store, long now, long floor) {
    private long count(Sql statement) throws SQLException {
      return statement.set(store).set(now).set(floor).number(0);
    }
  }
}
