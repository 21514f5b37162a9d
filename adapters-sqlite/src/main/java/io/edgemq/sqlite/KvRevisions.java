package io.edgemq.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;

/// The rows that say which entry got a revision, for those who read a bucket by revision. They are
/// only appended: when an entry gets a later revision, its row for the former one is stale, and is
/// removed with many others. A revision that is an earlier one of its key has no row here.
final class KvRevisions {
  /// The newest revisions behind one, as [KvRows#read] wants them, and the stale ones between them.
  static final String AFTER =
      """
      SELECT entry.key, r.rev, entry.ts, entry.kind, entry.hops, entry.ends, entry.type,
        entry.value
      FROM kv_rev r LEFT JOIN kv_entry entry
        ON entry.id = r.entry AND entry.bucket = r.bucket AND entry.rev = r.rev
      WHERE r.bucket = ? AND r.rev > ?""";

  /// Removes some rows of a bucket that is no more.
  static final String CLEAR =
      """
      DELETE FROM kv_rev WHERE (bucket, rev) IN (
        SELECT bucket, rev FROM kv_rev WHERE bucket = ? LIMIT 1000)""";

  /// How many stale rows are worth a pass, at least.
  static final int WORTH = 4096;

  private static final int MOST = 2000;
  private static final String ADD = "INSERT INTO kv_rev (bucket, rev, entry) VALUES (?, ?, ?)";
  private static final String ADD_INSERTED =
      "INSERT INTO kv_rev (bucket, rev, entry) VALUES (?, ?, last_insert_rowid())";
  private static final String REMOVE = "DELETE FROM kv_rev WHERE bucket = ? AND rev = ?";
  private static final String STRETCH =
      "SELECT rev FROM kv_rev WHERE bucket = ? AND rev > ? ORDER BY rev LIMIT 1 OFFSET ?";
  private static final String REMOVE_STALE =
      """
      DELETE FROM kv_rev WHERE bucket = ? AND rev > ? AND rev <= ? AND NOT EXISTS (
        SELECT 1 FROM kv_entry entry
        WHERE entry.id = kv_rev.entry AND entry.bucket = kv_rev.bucket AND entry.rev = kv_rev.rev)
      """;

  private KvRevisions() {}

  /// A way through all rows of a bucket.
  ///
  /// @param at the last revision that was looked at
  /// @param to the last one to look at; 0 between two passes
  /// @param left rows that were not stale, in this pass or the last one
  record Pass(long at, long to, long left) {
    static final Pass NONE = new Pass(0, 0, 0);

    boolean isUnderWay() {
      return to > 0;
    }
  }

  /// The entry got the revision, which is the newest of its bucket.
  static void add(Transaction tx, SqliteBucket bucket, long rev, long entry) throws SQLException {
    tx.sql(ADD).set(bucket.id()).set(rev).set(entry).run();
  }

  /// As [#add], for the entry whose row was inserted just now.
  static void addInserted(Transaction tx, SqliteBucket bucket, long rev) throws SQLException {
    tx.sql(ADD_INSERTED).set(bucket.id()).set(rev).run();
  }

  /// The revision is an earlier one of its key now.
  static void remove(Transaction tx, SqliteBucket bucket, long rev) throws SQLException {
    tx.sql(REMOVE).set(bucket.id()).set(rev).run();
  }

  /// Whether a row of a query that joins entries has none, because it is stale.
  static boolean isStale(ResultSet row) throws SQLException {
    row.getObject(1);
    return row.wasNull();
  }

  /// Removes some stale rows, once there are enough of them: at least twice as many as others, so
  /// that a write pays for few. Answers whether there is more to do.
  static boolean sweep(Transaction tx, SqliteBucket bucket) throws SQLException {
    var pass = bucket.pass;
    if (!pass.isUnderWay()) {
      long others = Math.max(bucket.keys, pass.left());
      if (bucket.stale < Math.max(WORTH, 2 * others)) {
        return false;
      }
      pass = new Pass(0, bucket.lastRev, 0);
    }
    bucket.change(tx);
    long end = tx.sql(STRETCH).set(bucket.id()).set(pass.at()).set(MOST - 1).number(pass.to());
    long to = Math.min(end, pass.to());
    int removed = tx.sql(REMOVE_STALE).set(bucket.id()).set(pass.at()).set(to).run();
    bucket.stale -= removed;
    boolean more = to < pass.to();
    bucket.pass = new Pass(to, more ? pass.to() : 0, pass.left() + MOST - removed);
    return more;
  }
}
