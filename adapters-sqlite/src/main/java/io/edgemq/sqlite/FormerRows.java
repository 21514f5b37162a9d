package io.edgemq.sqlite;

import io.edgemq.domain.Former;
import io.edgemq.domain.TenantId;
import java.sql.SQLException;

/// The last sequences of queues, topics and buckets that were removed ([Former]).
final class FormerRows {
  private static final int MOST = 500;
  private static final String FIND =
      "SELECT last_seq FROM former WHERE kind = ? AND tenant = ? AND name = ? AND removed_at > ?";
  private static final String REMEMBER = "INSERT OR REPLACE INTO former VALUES (?, ?, ?, ?, ?)";
  private static final String FORGET =
      """
      DELETE FROM former WHERE (kind, tenant, name) IN (
        SELECT kind, tenant, name FROM former WHERE removed_at <= ? ORDER BY removed_at LIMIT ?)""";

  private FormerRows() {}

  /// Whose name it is.
  record Key(Kind kind, TenantId tenant, String name) {}

  /// What had the name.
  enum Kind {
    QUEUE,
    TOPIC,
    BUCKET
  }

  /// The sequence behind which what has that name begins to count; 0 when none had it lately.
  static long last(Transaction tx, Key key) throws SQLException {
    return name(tx.sql(FIND), key).set(horizon(tx)).number(0);
  }

  /// Records that it was removed when it had given the sequences up to `last`.
  static void remember(Transaction tx, Key key, long last) throws SQLException {
    if (last > 0) {
      name(tx.sql(REMEMBER), key).set(last).set(tx.now()).run();
    }
  }

  /// Forgets some of those that were removed long ago. Answers whether there are more.
  static boolean forget(Transaction tx) throws SQLException {
    return tx.sql(FORGET).set(horizon(tx)).set(MOST).run() == MOST;
  }

  private static Sql name(Sql statement, Key key) throws SQLException {
    return statement.set(key.kind().name()).set(key.tenant().value()).set(key.name());
  }

  private static long horizon(Transaction tx) {
    return tx.now() - Former.KEPT.toMillis();
  }
}
