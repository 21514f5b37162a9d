package io.edgemq.sqlite;

import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.sqlite.KvStoring.Earlier;
import io.edgemq.sqlite.KvStoring.Newest;
import io.edgemq.sqlite.KvStoring.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What the writer does for buckets between commits, in small portions: it marks what has expired,
/// drops old markers, and has what is there follow a changed configuration.
final class KvUpkeep {
  /// The kind of what is removed with a bucket.
  static final String CONDEMNED = "bucket";

  /// Removes some rows of a bucket that is no more.
  static final List<String> CLEAR =
      List.of(
          """
          DELETE FROM kv_entry WHERE id IN (
            SELECT id FROM kv_entry WHERE bucket = ? LIMIT 1000)""",
          """
          DELETE FROM kv_past WHERE id IN (
            SELECT id FROM kv_past WHERE bucket = ? LIMIT 1000)""",
          KvRevisions.CLEAR);

  private static final int MOST = 500;
  private static final int MOST_KEYS = 100;
  private static final String DUE =
      "SELECT id, bucket, key FROM kv_entry WHERE due <= ? ORDER BY due LIMIT ?";
  private static final String OLD_MARKERS =
      "SELECT id, bucket, key FROM kv_entry WHERE kind > 0 AND ts <= ? ORDER BY ts LIMIT ?";
  private static final String OLD_EARLIER_MARKERS =
      "SELECT id, bucket, key FROM kv_past WHERE kind > 0 AND ts <= ? ORDER BY ts LIMIT ?";
  private static final String EARLIER_DUE =
      """
      SELECT id, bucket, key, ts, ends, length(value) FROM kv_past WHERE due <= ? ORDER BY due
      LIMIT ?""";
  private static final String SET_EARLIER_DUE = "UPDATE kv_past SET due = ? WHERE id = ?";
  private static final String TOO_MANY =
      """
      SELECT id, bucket, key FROM kv_entry WHERE bucket = ? AND past > 0 AND past >= ? LIMIT ?""";
  private static final String FROM =
      """
      SELECT entry.id, r.rev, entry.ts, entry.kind, entry.ends FROM kv_rev r
      LEFT JOIN kv_entry entry
        ON entry.id = r.entry AND entry.bucket = r.bucket AND entry.rev = r.rev
      WHERE r.bucket = ? AND r.rev > ? ORDER BY r.rev LIMIT ?""";
  private static final String SET_DUE = "UPDATE kv_entry SET due = ? WHERE id = ?";

  private final Buckets buckets;
  private final KvStoring storing;
  private final KvTelling telling;

  KvUpkeep(Buckets buckets, KvStoring storing, KvTelling telling) {
    this.buckets = buckets;
    this.storing = storing;
    this.telling = telling;
  }

  private record Row(long id, long bucket, byte[] key) {}

  /// Does some of what there is to do. Answers whether there is more.
  boolean sweep(Transaction tx) throws SQLException {
    boolean more = expire(tx);
    more |= expireEarlier(tx);
    more |= dropMarkers(tx);
    more |= dropEarlierMarkers(tx);
    for (var bucket : buckets.all()) {
      more |= reckon(tx, bucket);
      more |= trim(tx, bucket);
      more |= KvRevisions.sweep(tx, bucket);
    }
    return more;
  }

  private static List<Row> rows(Sql query) throws SQLException {
    var found = new ArrayList<Row>();
    try (var rows = query.rows()) {
      while (rows.next()) {
        found.add(new Row(rows.getLong(1), rows.getLong(2), rows.getBytes(3)));
      }
    }
    return found;
  }

  private boolean expire(Transaction tx) throws SQLException {
    var due = rows(tx.sql(DUE).set(tx.now()).set(MOST));
    for (var row : due) {
      var bucket = buckets.find(row.bucket());
      if (bucket == null) {
        KvStoring.dropRow(tx, row.id());
      } else if (telling.lacksTopic(bucket)) {
        telling.makeTopic(tx, bucket);
        return true;
      } else {
        expire(tx, bucket, row);
      }
    }
    return due.size() == MOST;
  }

  private void expire(Transaction tx, SqliteBucket bucket, Row row) throws SQLException {
    var value = newest(tx, bucket, row);
    long end = value.end(bucket);
    if (end > tx.now()) {
      setDue(tx, row.id(), end);
      return;
    }
    var key = new KvKey(Sql.text(row.key()));
    storing.write(tx, bucket, value, Write.of(key, new KvChange.Expired(), 0));
  }

  private Newest newest(Transaction tx, SqliteBucket bucket, Row row) throws SQLException {
    return storing.reread(tx, bucket, row.key());
  }

  private static void setDue(Transaction tx, long id, long due) throws SQLException {
    tx.sql(SET_DUE).setNullable(KvRows.column(due)).set(id).run();
  }

  /// An earlier value, and when it ends if its bucket does not end it sooner.
  private record EarlierValue(Row row, long ts, long ends, long bytes) {}

  /// Drops earlier values whose time is over: nothing is told, since their key went on.
  private boolean expireEarlier(Transaction tx) throws SQLException {
    var due = new ArrayList<EarlierValue>();
    try (var rows = tx.sql(EARLIER_DUE).set(tx.now()).set(MOST).rows()) {
      while (rows.next()) {
        var row = new Row(rows.getLong(1), rows.getLong(2), rows.getBytes(3));
        long ends = rows.getLong(5);
        ends = rows.wasNull() ? KvRows.NEVER : ends;
        due.add(new EarlierValue(row, rows.getLong(4), ends, rows.getLong(6)));
      }
    }
    for (var value : due) {
      expireEarlier(tx, value);
    }
    return due.size() == MOST;
  }

  private void expireEarlier(Transaction tx, EarlierValue value) throws SQLException {
    var row = value.row();
    var bucket = buckets.find(row.bucket());
    if (bucket == null) {
      KvStoring.dropEarlierRow(tx, row.id());
      return;
    }
    long end = bucket.end(value.ts(), value.ends());
    if (end > tx.now()) {
      tx.sql(SET_EARLIER_DUE).setNullable(KvRows.column(end)).set(row.id()).run();
      return;
    }
    long size = row.key().length + value.bytes();
    KvStoring.dropEarlier(tx, bucket, newest(tx, bucket, row), new Earlier(row.id(), size));
  }

  private boolean dropMarkers(Transaction tx) throws SQLException {
    var old = rows(tx.sql(OLD_MARKERS).set(horizon(tx)).set(MOST));
    for (var row : old) {
      var bucket = buckets.find(row.bucket());
      if (bucket == null) {
        KvStoring.dropRow(tx, row.id());
      } else {
        KvStoring.drop(tx, bucket, newest(tx, bucket, row), row.key());
      }
    }
    return old.size() == MOST;
  }

  /// Drops old markers that a later revision of their key replaced: nobody misses them.
  private boolean dropEarlierMarkers(Transaction tx) throws SQLException {
    var old = rows(tx.sql(OLD_EARLIER_MARKERS).set(horizon(tx)).set(MOST));
    for (var row : old) {
      var bucket = buckets.find(row.bucket());
      if (bucket == null) {
        KvStoring.dropEarlierRow(tx, row.id());
      } else {
        KvStoring.dropEarlier(
            tx, bucket, newest(tx, bucket, row), new Earlier(row.id(), row.key().length));
      }
    }
    return old.size() == MOST;
  }

  private static long horizon(Transaction tx) {
    return tx.now() - KvEntry.MARKERS_KEPT.toMillis();
  }

  /// Drops revisions of some keys that are beyond a history that was shortened.
  private boolean trim(Transaction tx, SqliteBucket bucket) throws SQLException {
    if (!bucket.mayKeepTooMuch) {
      return false;
    }
    int history = bucket.bucket().config().history();
    var keys = rows(tx.sql(TOO_MANY).set(bucket.id()).set(history).set(MOST_KEYS));
    for (var row : keys) {
      KvStoring.trim(tx, bucket, newest(tx, bucket, row), row.key());
    }
    bucket.mayKeepTooMuch = keys.size() == MOST_KEYS;
    return bucket.mayKeepTooMuch;
  }

  /// Reckons of some entries when they are due, by a time to live that was changed. Earlier
  /// revisions need not be: one that is over is not shown whatever is said there, and goes with its
  /// key at the latest, which ends no sooner; one that is not over when it is due is looked at
  /// again
  /// when it is.
  private boolean reckon(Transaction tx, SqliteBucket bucket) throws SQLException {
    var ttl = bucket.bucket().config().ttl();
    if (Objects.equals(ttl, bucket.dueBy)) {
      return false;
    }
    var dues = new ArrayList<Due>();
    long last = bucket.dueTo;
    int seen = 0;
    try (var rows = tx.sql(FROM).set(bucket.id()).set(bucket.dueTo).set(MOST).rows()) {
      while (rows.next()) {
        seen++;
        last = rows.getLong(2);
        if (!KvRevisions.isStale(rows) && rows.getInt(4) == KvRows.PUT) {
          long ends = rows.getLong(5);
          ends = rows.wasNull() ? KvRows.NEVER : ends;
          dues.add(new Due(rows.getLong(1), bucket.end(rows.getLong(3), ends)));
        }
      }
    }
    for (var due : dues) {
      setDue(tx, due.id(), due.at());
    }
    bucket.change(tx);
    bucket.dueTo = last;
    if (seen < MOST) {
      bucket.dueBy = ttl;
    }
    return seen == MOST;
  }

  private record Due(long id, long at) {}
}
