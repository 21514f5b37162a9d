package io.edgemq.sqlite;

import io.edgemq.domain.kv.KvEntry;
import io.edgemq.sqlite.KvStoring.Newest;
import io.edgemq.sqlite.KvStoring.Past;
import java.sql.SQLException;

/// What the row of a key is to have.
///
/// @param ends as in [KvRows.Row]
/// @param past the earlier revisions that are kept
record KvStored(KvEntry entry, long ends, Past past) {
  private static final String INSERT =
      """
      INSERT INTO kv_entry (rev, ts, kind, hops, ends, due, type, value, past, past_bytes, bucket,
        key)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String REPLACE =
      """
      UPDATE kv_entry SET rev = ?, ts = ?, kind = ?, hops = ?, ends = ?, due = ?, type = ?,
        value = ?, past = ?, past_bytes = ? WHERE id = ?""";

  /// The most frequent case with the fewest values to hand over.
  private static final String REPLACE_PLAIN =
      """
      UPDATE kv_entry SET rev = ?, ts = ?, value = ?, kind = 0, hops = 0, ends = NULL, due = NULL,
        type = NULL, past = 0, past_bytes = 0 WHERE id = ?""";

  /// Makes the row.
  void insert(Transaction tx, SqliteBucket bucket, byte[] key) throws SQLException {
    values(tx, tx.sql(INSERT), bucket).set(bucket.id()).set(key).run();
  }

  /// Overwrites the row `id`.
  void replace(Transaction tx, SqliteBucket bucket, long id) throws SQLException {
    if (isPlain() && bucket.end(tx.now(), ends) == KvRows.NEVER) {
      tx.sql(REPLACE_PLAIN)
          .set(entry.revision())
          .set(tx.now())
          .set(KvRows.value(entry.change()))
          .set(id)
          .run();
    } else {
      values(tx, tx.sql(REPLACE), bucket).set(id).run();
    }
  }

  /// Whether it is a value of the default type that is all that is kept of its key, and no call
  /// says when it ends.
  private boolean isPlain() {
    return entry.isPut()
        && entry.hops() == 0
        && ends == KvRows.NEVER
        && past.count() == 0
        && KvRows.type(entry.change()) == null;
  }

  private Sql values(Transaction tx, Sql statement, SqliteBucket bucket) throws SQLException {
    long due = entry.isPut() ? bucket.end(tx.now(), ends) : KvRows.NEVER;
    return statement
        .set(entry.revision())
        .set(tx.now())
        .set(KvRows.kind(entry.change()))
        .set(entry.hops())
        .setNullable(KvRows.column(ends))
        .setNullable(KvRows.column(due))
        .set(KvRows.type(entry.change()))
        .set(KvRows.value(entry.change()))
        .set(past.count())
        .set(past.bytes());
  }

  /// What is known of the row `id` once it has this.
  Newest newest(Transaction tx, long id) {
    int kind = KvRows.kind(entry.change());
    return new Newest(id, entry.revision(), tx.now(), kind, ends, past, entry.sizeInBytes());
  }
}
