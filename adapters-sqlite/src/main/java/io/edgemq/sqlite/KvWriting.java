package io.edgemq.sqlite;

import io.edgemq.domain.Payload;
import io.edgemq.domain.kv.Counter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.out.KvStore.BucketFull;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.IncrementResult;
import io.edgemq.ports.out.KvStore.Incremented;
import io.edgemq.ports.out.KvStore.Mismatch;
import io.edgemq.ports.out.KvStore.NoSuchBucket;
import io.edgemq.ports.out.KvStore.NotACounter;
import io.edgemq.ports.out.KvStore.NothingThere;
import io.edgemq.ports.out.KvStore.Overflow;
import io.edgemq.ports.out.KvStore.Put;
import io.edgemq.ports.out.KvStore.PutResult;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.ports.out.KvStore.RemoveResult;
import io.edgemq.ports.out.KvStore.Written;
import io.edgemq.sqlite.KvStoring.Newest;
import io.edgemq.sqlite.KvStoring.Write;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes to buckets, in the writer's transaction. Each answers nothing, and has written nothing,
/// when the topic is missing that is to be told ([KvTelling#lacksTopic]).
final class KvWriting {
  private static final String VALUE = "SELECT type, value FROM kv_entry WHERE id = ?";
  private static final Payload ZERO = Counter.value(0).payload();

  private final KvStoring storing;
  private final KvTelling telling;

  KvWriting(KvStoring storing, KvTelling telling) {
    this.storing = storing;
    this.telling = telling;
  }

  /// A key as a write finds it.
  ///
  /// @param newest null when there is no revision of it
  private record Found(KvKey key, byte[] bytes, @Nullable Newest newest, boolean isExpired) {
    /// The newest revision, if it is a value.
    @Nullable Newest value() {
      return newest != null && newest.isValue() && !isExpired ? newest : null;
    }

    boolean meets(KvCondition condition) {
      return condition.holds(Optional.ofNullable(value()).map(Newest::rev));
    }
  }

  private Found find(Transaction tx, SqliteBucket bucket, KvKey key) throws SQLException {
    var bytes = Sql.bytes(key.value());
    var newest = storing.find(tx, bucket, key, bytes);
    boolean over = newest != null && newest.isValue() && newest.end(bucket) <= tx.now();
    return new Found(key, bytes, newest, over);
  }

  Optional<PutResult> put(Transaction tx, SqliteBucket bucket, Put put) throws SQLException {
    if (bucket.isDeleted()) {
      return Optional.of(new NoSuchBucket());
    }
    var found = find(tx, bucket, put.key());
    if (!found.meets(put.condition())) {
      return Optional.of(new Mismatch());
    }
    var write = write(found, put.value(), ends(tx, put.ttl()), put.hops());
    var full = overLimit(tx, bucket, found, write);
    if (full != null) {
      return Optional.of(full);
    }
    return store(tx, bucket, found, write).map(Written::new);
  }

  private static Write write(Found found, KvValue value, long ends, int hops) {
    return new Write(found.key(), found.bytes(), new KvChange.Put(value), ends, hops);
  }

  private static long ends(Transaction tx, @Nullable Duration ttl) {
    return KvRows.sooner(KvRows.NEVER, tx.now(), ttl);
  }

  /// Stores a value; its revision, or nothing when the topic is missing.
  private Optional<Long> store(Transaction tx, SqliteBucket bucket, Found found, Write write)
      throws SQLException {
    tx.requireRoom();
    if (telling.lacksTopic(bucket)) {
      return Optional.empty();
    }
    var before = found.newest();
    if (found.isExpired() && before != null) {
      storing.write(tx, bucket, before, Write.of(found.key(), new KvChange.Expired(), 0));
      before = storing.find(tx, bucket, found.key(), found.bytes());
    }
    return Optional.of(storing.write(tx, bucket, before, write).revision());
  }

  private @Nullable BucketFull overLimit(
      Transaction tx, SqliteBucket bucket, Found found, Write write) throws SQLException {
    var limit = bucket.bucket().config().maxBytes();
    long after = bucket.bytes + found.bytes().length + KvRows.value(write.change()).length;
    if (limit == null || after <= limit) {
      return null;
    }
    return after - freed(tx, bucket, found) <= limit ? null : new BucketFull(limit);
  }

  private long freed(Transaction tx, SqliteBucket bucket, Found found) throws SQLException {
    var before = found.newest();
    if (before == null) {
      return 0;
    }
    if (found.isExpired()) {
      boolean marked = bucket.bucket().config().history() > 1;
      return before.past().bytes() + before.size() - (marked ? found.bytes().length : 0);
    }
    return storing.freed(tx, bucket, before, found.bytes());
  }

  Optional<RemoveResult> remove(Transaction tx, SqliteBucket bucket, Removal removal)
      throws SQLException {
    if (bucket.isDeleted()) {
      return Optional.of(new NoSuchBucket());
    }
    var found = find(tx, bucket, removal.key());
    if (!found.meets(removal.condition())) {
      return Optional.of(new Mismatch());
    }
    if (found.value() == null) {
      return Optional.of(new NothingThere());
    }
    if (telling.lacksTopic(bucket)) {
      return Optional.empty();
    }
    var marker =
        switch (removal.kind()) {
          case DELETE -> new KvChange.Deleted();
          case PURGE -> new KvChange.Purged();
        };
    var write = new Write(found.key(), found.bytes(), marker, KvRows.NEVER, removal.hops());
    return Optional.of(new Written(storing.write(tx, bucket, found.newest(), write).revision()));
  }

  Optional<IncrementResult> increment(Transaction tx, SqliteBucket bucket, Increment increment)
      throws SQLException {
    if (bucket.isDeleted()) {
      return Optional.of(new NoSuchBucket());
    }
    var found = find(tx, bucket, increment.key());
    if (!found.meets(increment.condition())) {
      return Optional.of(new Mismatch());
    }
    var value = found.value();
    var counted = value == null ? ZERO : read(tx, value.id());
    return switch (Counter.add(counted, increment.delta())) {
      case Counter.NotACounter _ -> Optional.of(new NotACounter());
      case Counter.Overflow _ -> Optional.of(new Overflow());
      case Counter.Counted(long sum) -> {
        long ends = value == null ? ends(tx, increment.ttl()) : value.end(bucket);
        var write = write(found, Counter.value(sum), ends, increment.hops());
        var full = overLimit(tx, bucket, found, write);
        yield full == null
            ? store(tx, bucket, found, write).map(revision -> new Incremented(sum, revision))
            : Optional.of(full);
      }
    };
  }

  private static Payload read(Transaction tx, long id) throws SQLException {
    try (var rows = tx.sql(VALUE).set(id).rows()) {
      if (!rows.next()) {
        throw new IllegalStateException("the entry was there in this transaction");
      }
      return KvRows.value(rows.getBytes(1), rows.getBytes(2)).payload();
    }
  }
}
