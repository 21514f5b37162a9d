package io.edgemq.sqlite;

import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The rows of entries: the newest one of each key, and beside them the earlier ones that are
/// kept. A bucket that keeps one revision of a key has none of those, and a write is one row.
final class KvStoring {
  private static final String FIND =
      """
      SELECT id, rev, ts, kind, ends, past, past_bytes, length(value) FROM kv_entry
      WHERE bucket = ? AND key = ?""";
  private static final String KEEP =
      """
      INSERT INTO kv_past (bucket, key, rev, ts, kind, hops, ends, due, type, value)
      SELECT bucket, key, rev, ts, kind, hops, ends, due, type, value FROM kv_entry
      WHERE id = ?""";
  private static final String OLDEST =
      """
      SELECT length(key) + length(value) FROM kv_past WHERE bucket = ? AND key = ?
      ORDER BY rev LIMIT ?""";
  private static final String DROP_OLDEST =
      """
      DELETE FROM kv_past WHERE id IN (
        SELECT id FROM kv_past WHERE bucket = ? AND key = ? ORDER BY rev LIMIT ?)""";
  private static final String DROP_PAST = "DELETE FROM kv_past WHERE bucket = ? AND key = ?";
  private static final String DROP = "DELETE FROM kv_entry WHERE id = ?";
  private static final String DROP_EARLIER = "DELETE FROM kv_past WHERE id = ?";
  private static final String SET_PAST =
      "UPDATE kv_entry SET past = ?, past_bytes = ? WHERE id = ?";

  private final KvTelling telling;
  private final LatestKeys latest = new LatestKeys();

  KvStoring(KvTelling telling) {
    this.telling = telling;
  }

  /// The newest revision of a key.
  ///
  /// @param ends as in [KvRows.Row]
  /// @param past how many earlier revisions are kept
  record Newest(long id, long rev, long ts, int kind, long ends, Past past, long size) {
    boolean isValue() {
      return kind == KvRows.PUT;
    }

    /// When its value ends in `bucket`.
    long end(SqliteBucket bucket) {
      return bucket.end(ts, ends);
    }
  }

  /// Earlier revisions of a key.
  ///
  /// @param bytes of their keys and values
  record Past(long count, long bytes) {
    static final Past NONE = new Past(0, 0);
  }

  /// What to write of a key.
  ///
  /// @param bytes the key
  /// @param ends as in [KvRows.Row]
  record Write(KvKey key, byte[] bytes, KvChange change, long ends, int hops) {
    /// Of a marker.
    static Write of(KvKey key, KvChange marker, int hops) {
      return new Write(key, Sql.bytes(key.value()), marker, KvRows.NEVER, hops);
    }
  }

  /// The newest revision of `key`; null when there is none.
  @Nullable Newest find(Transaction tx, SqliteBucket bucket, KvKey key, byte[] bytes)
      throws SQLException {
    var known = latest.find(bucket, key);
    if (known != null) {
      return known;
    }
    var found = find(tx, bucket, bytes);
    if (found != null) {
      latest.read(bucket, key, found);
    }
    return found;
  }

  /// The newest revision of a key that there is, to change its row or remove it.
  Newest reread(Transaction tx, SqliteBucket bucket, byte[] key) throws SQLException {
    latest.forget(tx, bucket, new KvKey(Sql.text(key)));
    return Objects.requireNonNull(find(tx, bucket, key), "the key was just read");
  }

  private static @Nullable Newest find(Transaction tx, SqliteBucket bucket, byte[] key)
      throws SQLException {
    try (var rows = tx.sql(FIND).set(bucket.id()).set(key).rows()) {
      if (!rows.next()) {
        return null;
      }
      long ends = rows.getLong(5);
      boolean lasts = rows.wasNull();
      return new Newest(
          rows.getLong(1),
          rows.getLong(2),
          rows.getLong(3),
          rows.getInt(4),
          lasts ? KvRows.NEVER : ends,
          new Past(rows.getLong(6), rows.getLong(7)),
          key.length + rows.getLong(8));
    }
  }

  /// By how much what is kept of a key shrinks when a value is written behind `before`.
  long freed(Transaction tx, SqliteBucket bucket, Newest before, byte[] key) throws SQLException {
    long tooMany = tooMany(bucket, before);
    if (tooMany > before.past().count()) {
      return before.past().bytes() + before.size();
    }
    return tooMany <= 0 ? 0 : oldest(tx, bucket, key, tooMany);
  }

  /// How many of the revisions that there are have to go when another one is written.
  private static long tooMany(SqliteBucket bucket, Newest before) {
    return before.past().count() + 2 - bucket.bucket().config().history();
  }

  private static long oldest(Transaction tx, SqliteBucket bucket, byte[] key, long count)
      throws SQLException {
    long bytes = 0;
    try (var rows = tx.sql(OLDEST).set(bucket.id()).set(key).set(count).rows()) {
      while (rows.next()) {
        bytes += rows.getLong(1);
      }
    }
    return bytes;
  }

  /// Writes behind `before`, which is the newest revision of the key, and tells the topic. The
  /// entry that was written.
  KvEntry write(Transaction tx, SqliteBucket bucket, @Nullable Newest before, Write write)
      throws SQLException {
    telling.prepare(tx, bucket);
    bucket.change(tx);
    long rev = ++bucket.lastRev;
    var at = Instant.ofEpochMilli(tx.now());
    var entry = new KvEntry(write.key(), rev, at, write.change(), write.hops());
    if (before == null) {
      var stored = new KvStored(entry, write.ends(), Past.NONE);
      stored.insert(tx, bucket, write.bytes());
      KvRevisions.addInserted(tx, bucket, rev);
      latest.forget(tx, bucket, write.key());
    } else {
      var past = leave(tx, bucket, before, write);
      var stored = new KvStored(entry, write.ends(), past);
      stored.replace(tx, bucket, before.id());
      KvRevisions.add(tx, bucket, rev, before.id());
      latest.wrote(tx, bucket, write.key(), stored.newest(tx, before.id()));
      bucket.keys -= before.isValue() ? 1 : 0;
    }
    bucket.keys += entry.isPut() ? 1 : 0;
    bucket.bytes += entry.sizeInBytes();
    tx.wrote(entry.sizeInBytes());
    if (bucket.live().hasFollowers()) {
      bucket.publish(new LiveEntry(entry, write.ends()));
    }
    telling.tell(tx, bucket, entry);
    return entry;
  }

  /// Makes `before` an earlier revision, as far as the history goes; the earlier ones then.
  private static Past leave(Transaction tx, SqliteBucket bucket, Newest before, Write write)
      throws SQLException {
    var past = before.past();
    boolean all = write.change().removesHistory() || tooMany(bucket, before) > past.count();
    if (all) {
      if (past.count() > 0) {
        tx.sql(DROP_PAST).set(bucket.id()).set(write.bytes()).run();
      }
      bucket.bytes -= past.bytes() + before.size();
      bucket.stale++;
      return Past.NONE;
    }
    KvRevisions.remove(tx, bucket, before.rev());
    tx.sql(KEEP).set(before.id()).run();
    var more = new Past(past.count() + 1, past.bytes() + before.size());
    return dropOldest(tx, bucket, write.bytes(), more);
  }

  /// Drops those of `past` that are beyond the history; the rest.
  private static Past dropOldest(Transaction tx, SqliteBucket bucket, byte[] key, Past past)
      throws SQLException {
    long tooMany = past.count() + 1 - bucket.bucket().config().history();
    if (tooMany <= 0) {
      return past;
    }
    long bytes = oldest(tx, bucket, key, tooMany);
    tx.sql(DROP_OLDEST).set(bucket.id()).set(key).set(tooMany).run();
    bucket.bytes -= bytes;
    return new Past(past.count() - tooMany, past.bytes() - bytes);
  }

  /// Drops those earlier revisions of a key that are beyond the history.
  static void trim(Transaction tx, SqliteBucket bucket, Newest newest, byte[] key)
      throws SQLException {
    bucket.change(tx);
    var past = dropOldest(tx, bucket, key, newest.past());
    tx.sql(SET_PAST).set(past.count()).set(past.bytes()).set(newest.id()).run();
  }

  /// Drops a marker with all that is kept of its key. A watch cannot tell of it from then on.
  static void drop(Transaction tx, SqliteBucket bucket, Newest marker, byte[] key)
      throws SQLException {
    bucket.change(tx);
    if (marker.past().count() > 0) {
      tx.sql(DROP_PAST).set(bucket.id()).set(key).run();
    }
    dropRow(tx, marker.id());
    bucket.stale++;
    bucket.bytes -= marker.size() + marker.past().bytes();
    bucket.since = Math.max(bucket.since, marker.rev());
  }

  /// Drops one earlier revision of a key.
  static void dropEarlier(Transaction tx, SqliteBucket bucket, Newest newest, Earlier earlier)
      throws SQLException {
    bucket.change(tx);
    dropEarlierRow(tx, earlier.id());
    var past = newest.past();
    tx.sql(SET_PAST)
        .set(past.count() - 1)
        .set(past.bytes() - earlier.size())
        .set(newest.id())
        .run();
    bucket.bytes -= earlier.size();
  }

  /// An earlier revision of a key.
  ///
  /// @param size of key and value
  record Earlier(long id, long size) {}

  /// Drops the row of an earlier revision.
  static void dropEarlierRow(Transaction tx, long id) throws SQLException {
    tx.sql(DROP_EARLIER).set(id).run();
  }

  /// Drops the row of a bucket that is no more.
  static void dropRow(Transaction tx, long id) throws SQLException {
    tx.sql(DROP).set(id).run();
  }
}
