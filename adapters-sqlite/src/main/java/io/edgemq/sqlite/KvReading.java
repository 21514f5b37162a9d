package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.sqlite.KvRows.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads entries, beside the writer. No call looks at more than it answers plus a bounded number of
/// entries that are not wanted.
final class KvReading {
  private static final int SPARE = 4096;

  private static final String NEWEST =
      "SELECT " + KvRows.COLUMNS + " FROM kv_entry WHERE bucket = ? AND key = ?";
  private static final String EARLIER =
      "SELECT " + KvRows.COLUMNS + " FROM kv_past WHERE bucket = ? AND key = ? AND rev = ?";
  private static final String LATER_ONES =
      "SELECT count(*) FROM kv_past WHERE bucket = ? AND key = ? AND rev > ?";
  private static final String HISTORY =
      "SELECT "
          + KvRows.COLUMNS
          + " FROM kv_past WHERE bucket = ? AND key = ? UNION ALL SELECT "
          + KvRows.COLUMNS
          + " FROM kv_entry WHERE bucket = ? AND key = ?";
  private static final String AFTER =
      "SELECT "
          + KvRows.COLUMNS
          + " FROM kv_past WHERE bucket = ? AND rev > ? UNION ALL "
          + KvRevisions.AFTER
          + " ORDER BY rev LIMIT ?";
  private static final String BY_KEY =
      """
      SELECT id, key, rev, ts, kind, hops, ends, length(value) FROM kv_entry
      WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key""";
  private static final String VALUE = "SELECT type, value FROM kv_entry WHERE id = ?";

  /// The plus keeps SQLite from reading all of the bucket.
  private static final String OVER =
      """
      SELECT count(*) FROM kv_entry
      WHERE due <= ? AND +bucket = ? AND kind = 0 AND (ends <= ? OR ts <= ?)""";

  private KvReading() {}

  /// The key's value; null when it has none.
  static @Nullable KvEntry get(Database database, SqliteBucket bucket, KvKey key, long now)
      throws SQLException {
    var newest = newest(database, bucket, Sql.bytes(key.value()));
    return newest != null && newest.isAlive(bucket, now) ? newest.entry() : null;
  }

  private static @Nullable Row newest(Database database, SqliteBucket bucket, byte[] key)
      throws SQLException {
    return first(database.sql(NEWEST).set(bucket.id()).set(key));
  }

  private static @Nullable Row first(Sql query) throws SQLException {
    try (var rows = query.rows()) {
      return rows.next() ? KvRows.read(rows) : null;
    }
  }

  /// A revision that a key got.
  record Revision(KvKey key, long number) {}

  /// The value that the key got with the revision; null when that is no value of it, or is not
  /// kept. The newest one is looked at first: what it was until then is an earlier one afterwards.
  static @Nullable KvEntry get(Database database, SqliteBucket bucket, Revision revision, long now)
      throws SQLException {
    var key = Sql.bytes(revision.key().value());
    var newest = newest(database, bucket, key);
    if (newest == null || newest.isOver(bucket, now)) {
      return null;
    }
    if (newest.entry().revision() == revision.number()) {
      return newest.entry().isPut() ? newest.entry() : null;
    }
    var earlier = first(database.sql(EARLIER).set(bucket.id()).set(key).set(revision.number()));
    if (earlier == null || !earlier.isAlive(bucket, now)) {
      return null;
    }
    long later = laterOnes(database, bucket, key, revision) + 1;
    return later < bucket.bucket().config().history() ? earlier.entry() : null;
  }

  private static long laterOnes(
      Database database, SqliteBucket bucket, byte[] key, Revision revision) throws SQLException {
    return database.sql(LATER_ONES).set(bucket.id()).set(key).set(revision.number()).number(0);
  }

  /// The kept revisions of the key, oldest first, without values that are over.
  static List<KvEntry> history(Database database, SqliteBucket bucket, KvKey key, long now)
      throws SQLException {
    var bytes = Sql.bytes(key.value());
    var found = new ArrayList<Row>();
    try (var rows =
        database.sql(HISTORY).set(bucket.id()).set(bytes).set(bucket.id()).set(bytes).rows()) {
      while (rows.next()) {
        found.add(KvRows.read(rows));
      }
    }
    found.sort(Comparator.comparingLong(row -> row.entry().revision()));
    if (found.isEmpty() || found.getLast().isOver(bucket, now)) {
      return List.of();
    }
    int first = Math.max(0, found.size() - bucket.bucket().config().history());
    return found.subList(first, found.size()).stream()
        .filter(row -> !row.isOver(bucket, now))
        .map(Row::entry)
        .toList();
  }

  /// Some entries by revision.
  ///
  /// @param last the last revision that was looked at
  /// @param isEnd whether there was none behind it
  record Stretch(List<KvEntry> entries, long last, boolean isEnd) {}

  /// What to read of a bucket by revision.
  record After(long revision, int limit, long maxBytes) {}

  /// What is kept behind a revision, without values that are over.
  static Stretch after(Database database, SqliteBucket bucket, After after, long now)
      throws SQLException {
    var found = new ArrayList<KvEntry>();
    long last = after.revision();
    long bytes = 0;
    int seen = 0;
    var query = database.sql(AFTER).set(bucket.id()).set(last).set(bucket.id()).set(last);
    try (var rows = query.set(after.limit()).rows()) {
      while (bytes < after.maxBytes() && rows.next()) {
        seen++;
        last = rows.getLong(2);
        var row = KvRevisions.isStale(rows) ? null : KvRows.read(rows);
        if (row != null && !row.isOver(bucket, now)) {
          found.add(row.entry());
          bytes += row.entry().sizeInBytes();
        }
      }
    }
    return new Stretch(found, last, seen < after.limit() && bytes < after.maxBytes());
  }

  /// Which keys are wanted.
  record Query(KeyFilter filter, Paging paging, long maxBytes) {
    /// No key that is wanted lies before this.
    byte[] from() {
      var after = paging.after();
      var prefix = filter.prefix();
      // The least text behind a key is the key and a zero.
      boolean goesOn = after != null && after.compareTo(prefix) >= 0;
      return Sql.bytes(goesOn ? after + '\0' : prefix);
    }

    /// All keys that are wanted lie before this.
    byte[] to() {
      if (filter.single().isPresent()) {
        return Sql.bytes(filter.single().get() + '\0');
      }
      var bytes = Sql.bytes(filter.prefix() + '\0');
      // Keys are ASCII, so the next prefix is one byte greater, and nothing is as great as 0xff.
      int last = bytes.length - 2;
      if (last < 0) {
        return new byte[] {(byte) 0xff};
      }
      bytes[last]++;
      return bytes;
    }
  }

  /// The page of keys with values that `query` asks for.
  static Slice<KvEntry> list(Database database, SqliteBucket bucket, Query query, long now)
      throws SQLException {
    var found = new ArrayList<KvEntry>();
    long bytes = 0;
    int passed = 0;
    var keys = database.sql(BY_KEY).set(bucket.id()).set(query.from()).set(query.to());
    try (var rows = keys.rows()) {
      while (rows.next()) {
        var key = new KvKey(Sql.text(rows.getBytes(2)));
        if (!isWanted(rows, bucket, now) || !query.filter().accepts(key)) {
          if (++passed >= SPARE) {
            return new Slice<>(found, key.value());
          }
          continue;
        }
        long size = rows.getLong(8);
        boolean full = !found.isEmpty() && bytes + size > query.maxBytes();
        if (full || found.size() == query.paging().limit()) {
          return new Slice<>(found, found.getLast().key().value());
        }
        found.add(entry(database, rows, key));
        bytes += size;
      }
    }
    return new Slice<>(found, null);
  }

  private static boolean isWanted(ResultSet row, SqliteBucket bucket, long now)
      throws SQLException {
    long ends = row.getLong(7);
    boolean lasts = row.wasNull();
    return row.getInt(5) == KvRows.PUT
        && bucket.end(row.getLong(4), lasts ? KvRows.NEVER : ends) > now;
  }

  /// The row's entry. The open query holds the snapshot, so its value is the row's.
  private static KvEntry entry(Database database, ResultSet row, KvKey key) throws SQLException {
    try (var values = database.sql(VALUE).set(row.getLong(1)).rows()) {
      if (!values.next()) {
        throw new IllegalStateException("the row is there in this snapshot");
      }
      var value = KvRows.value(values.getBytes(1), values.getBytes(2));
      var at = Instant.ofEpochMilli(row.getLong(4));
      return new KvEntry(key, row.getLong(3), at, new KvChange.Put(value), row.getInt(6));
    }
  }

  /// How many values are over and not marked yet.
  static long over(Database database, SqliteBucket bucket, long now) throws SQLException {
    var ttl = bucket.bucket().config().ttl();
    long horizon = ttl == null ? Long.MIN_VALUE : now - ttl.toMillis();
    return database.sql(OVER).set(now).set(bucket.id()).set(now).set(horizon).number(0);
  }
}
