package io.edgemq.sqlite;

import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How entries are written in rows.
final class KvRows {
  /// The end of what does not end.
  static final long NEVER = Long.MAX_VALUE;

  /// The kind of a value; every greater one is a marker's.
  static final int PUT = 0;

  private static final int DELETED = 1;
  private static final int PURGED = 2;
  private static final int EXPIRED = 3;

  /// What [#read] reads.
  static final String COLUMNS = "key, rev, ts, kind, hops, ends, type, value";

  private static final byte[] NOTHING = {};

  private KvRows() {}

  /// An entry as it was read.
  ///
  /// @param ends when its value ends if the bucket does not end it sooner; [#NEVER] when it does
  ///     not
  record Row(KvEntry entry, long ends) {
    long ts() {
      return entry.timestamp().toEpochMilli();
    }

    /// Whether it is a value that is over at `now` in `bucket`.
    boolean isOver(SqliteBucket bucket, long now) {
      return entry.isPut() && bucket.end(ts(), ends) <= now;
    }

    /// Whether it is a value that is not over.
    boolean isAlive(SqliteBucket bucket, long now) {
      return entry.isPut() && !isOver(bucket, now);
    }
  }

  /// The row's entry.
  static Row read(ResultSet row) throws SQLException {
    long ends = row.getLong(6);
    boolean lasts = row.wasNull();
    var change = change(row.getInt(4), row.getBytes(7), row.getBytes(8));
    var key = new KvKey(Sql.text(row.getBytes(1)));
    var at = Instant.ofEpochMilli(row.getLong(3));
    return new Row(
        new KvEntry(key, row.getLong(2), at, change, row.getInt(5)), lasts ? NEVER : ends);
  }

  private static KvChange change(int kind, byte @Nullable [] type, byte @Nullable [] value) {
    return switch (kind) {
      case PUT -> new KvChange.Put(value(type, value));
      case DELETED -> new KvChange.Deleted();
      case PURGED -> new KvChange.Purged();
      case EXPIRED -> new KvChange.Expired();
      default -> throw new IllegalStateException("not a kind of entry: " + kind);
    };
  }

  /// The value that was written as `type` and `bytes`.
  static KvValue value(byte @Nullable [] type, byte @Nullable [] bytes) {
    // The driver reads an empty value as none.
    var payload = bytes == null || bytes.length == 0 ? Payload.EMPTY : new Payload(bytes);
    return new KvValue(type == null ? Content.DEFAULT_TYPE : Sql.text(type), payload);
  }

  static int kind(KvChange change) {
    return switch (change) {
      case KvChange.Put _ -> PUT;
      case KvChange.Deleted _ -> DELETED;
      case KvChange.Purged _ -> PURGED;
      case KvChange.Expired _ -> EXPIRED;
    };
  }

  /// The column of the media type; the default one is written as none.
  static byte @Nullable [] type(KvChange change) {
    return switch (change) {
      case KvChange.Put(var value) when !value.contentType().equals(Content.DEFAULT_TYPE) ->
          Sql.bytes(value.contentType());
      case KvChange.Put _, KvChange.Deleted _, KvChange.Purged _, KvChange.Expired _ -> null;
    };
  }

  static byte[] value(KvChange change) {
    return switch (change) {
      case KvChange.Put(var value) -> value.payload().bytes();
      case KvChange.Deleted _, KvChange.Purged _, KvChange.Expired _ -> NOTHING;
    };
  }

  /// A time as a column has it: none for [#NEVER].
  static @Nullable Long column(long ends) {
    return ends == NEVER ? null : (Long) ends;
  }

  static @Nullable String text(@Nullable Duration duration) {
    return duration == null ? null : duration.toString();
  }

  /// The sooner one of `own` and `ttl` after `ts`; a `ttl` of null is none.
  static long sooner(long own, long ts, @Nullable Duration ttl) {
    return ttl == null ? own : Math.min(own, after(ts, ttl));
  }

  /// `ttl` after `ts`, at least a millisecond; [#NEVER] when it is beyond all times.
  private static long after(long ts, Duration ttl) {
    if (ttl.compareTo(Duration.ofMillis(NEVER - Math.max(0, ts) - 1)) >= 0) {
      return NEVER;
    }
    return ts + Math.max(1, ttl.toMillis());
  }
}
