package io.edgemq.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Which dedup keys were used lately, per queue or topic.
final class DedupRows {
  private static final int MOST = 500;
  private static final String FIND =
      "SELECT seq FROM dedup WHERE scope = ? AND key = ? AND expires_at > ?";
  private static final String REMEMBER = "INSERT OR REPLACE INTO dedup VALUES (?, ?, ?, ?)";
  private static final String FORGET =
      """
      DELETE FROM dedup WHERE (scope, key) IN (
        SELECT scope, key FROM dedup WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)""";

  private DedupRows() {}

  /// What a key stands for, and until when.
  record Entry(long seq, long expiresAt) {}

  /// The sequence that was stored with the key within its window; 0 when there is none.
  static long find(Transaction tx, long scope, byte @Nullable [] key) throws SQLException {
    return tx.sql(FIND).set(scope).set(key).set(tx.now()).number(0);
  }

  static void remember(Transaction tx, long scope, byte @Nullable [] key, Entry entry)
      throws SQLException {
    tx.sql(REMEMBER).set(scope).set(key).set(entry.seq()).set(entry.expiresAt()).run();
  }

  /// Forgets some of the keys whose window has passed. Answers whether there are more.
  static boolean forget(Transaction tx) throws SQLException {
    return tx.sql(FORGET).set(tx.now()).set(MOST).run() == MOST;
  }
}
