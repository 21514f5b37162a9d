package io.edgemq.sqlite;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.KvStore;
import io.edgemq.sqlite.KvReading.Query;
import io.edgemq.sqlite.KvReading.Revision;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [KvStore] in SQLite. Writes go through the writer; reads go beside it.
final class SqliteKvStore implements KvStore {
  private final Engine engine;
  private final Buckets buckets;
  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;
  private final KvWriting writing;
  private final KvTelling telling;

  SqliteKvStore(Engine engine, KvParts parts) {
    this.engine = engine;
    this.buckets = engine.buckets();
    this.writer = engine.writer();
    this.readers = engine.readers();
    this.clock = engine.clock();
    this.writing = parts.writing();
    this.telling = parts.telling();
  }

  /// A write; it answers nothing when the bucket's topic has to be made first.
  @FunctionalInterface
  private interface Attempt<R> {
    Optional<R> run(Transaction tx, SqliteBucket bucket) throws SQLException;
  }

  private <R> Optional<R> write(BucketRef ref, Attempt<R> attempt) {
    while (true) {
      var bucket = buckets.find(ref);
      if (bucket == null) {
        writer.refuseIfClosed();
        return Optional.empty();
      }
      Optional<R> done = writer.call(tx -> attempt.run(tx, bucket));
      if (done.isPresent()) {
        return done;
      }
      makeTopic(bucket);
    }
  }

  private void makeTopic(SqliteBucket bucket) {
    Work<Boolean> work =
        tx -> {
          telling.makeTopic(tx, bucket);
          return true;
        };
    writer.call(new Work.Alone<>(work));
  }

  @Override
  public PutResult put(BucketRef ref, Put put) {
    return write(ref, (tx, bucket) -> writing.put(tx, bucket, put)).orElseGet(NoSuchBucket::new);
  }

  @Override
  public RemoveResult remove(BucketRef ref, Removal removal) {
    return write(ref, (tx, bucket) -> writing.remove(tx, bucket, removal))
        .orElseGet(NoSuchBucket::new);
  }

  @Override
  public IncrementResult increment(BucketRef ref, Increment increment) {
    return write(ref, (tx, bucket) -> writing.increment(tx, bucket, increment))
        .orElseGet(NoSuchBucket::new);
  }

  @Override
  public GetResult get(BucketRef ref, KvKey key) {
    return read(ref, (db, bucket, now) -> KvReading.get(db, bucket, key, now));
  }

  @Override
  public GetResult get(BucketRef ref, KvKey key, long revision) {
    var wanted = new Revision(key, revision);
    return read(ref, (db, bucket, now) -> KvReading.get(db, bucket, wanted, now));
  }

  /// Something to read of a bucket at a time.
  @FunctionalInterface
  private interface Look<R extends @Nullable Object> {
    R run(Database database, SqliteBucket bucket, long now) throws SQLException;
  }

  private GetResult read(BucketRef ref, Look<@Nullable KvEntry> look) {
    var bucket = buckets.find(ref);
    if (bucket == null) {
      return new NoSuchBucket();
    }
    var found = readers.<@Nullable KvEntry>call(db -> look.run(db, bucket, clock.millis()));
    if (bucket.isDeleted()) {
      return new NoSuchBucket();
    }
    return found == null ? new Missing() : new Found(found);
  }

  /// What `look` finds; empty when there is no such bucket.
  private <R> Optional<R> look(BucketRef ref, Look<R> look) {
    var bucket = buckets.find(ref);
    if (bucket == null) {
      return Optional.empty();
    }
    R found = readers.call(db -> look.run(db, bucket, clock.millis()));
    return bucket.isDeleted() ? Optional.empty() : Optional.of(found);
  }

  @Override
  public Optional<List<KvEntry>> history(BucketRef ref, KvKey key) {
    return look(ref, (db, bucket, now) -> KvReading.history(db, bucket, key, now));
  }

  @Override
  public Optional<Slice<KvEntry>> list(
      BucketRef ref, KeyFilter filter, Paging paging, long maxBytes) {
    var query = new Query(filter, paging, maxBytes);
    return look(ref, (db, bucket, now) -> KvReading.list(db, bucket, query, now));
  }

  @Override
  public Optional<BucketState> state(BucketRef ref) {
    return look(ref, SqliteKvStore::state);
  }

  private static BucketState state(Database database, SqliteBucket bucket, long now)
      throws SQLException {
    var held = bucket.held();
    long over = Math.min(KvReading.over(database, bucket, now), held.keys());
    return new BucketState(held.keys() - over, held.bytes(), held.lastRev());
  }

  @Override
  public Optional<BucketBounds> bounds(BucketRef ref) {
    writer.refuseIfClosed();
    return Optional.ofNullable(buckets.find(ref)).map(bucket -> bucket.held().bounds());
  }

  @Override
  public Optional<BucketReader> follow(BucketRef ref, long after) {
    var bucket = buckets.find(ref);
    return bucket == null
        ? Optional.empty()
        : Optional.of(new SqliteBucketReader(engine, bucket, after));
  }
}
