package io.edgemq.ports.out;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The entries of buckets. Each write gets the bucket's next revision; of each key the newest
/// `history` revisions are kept, markers among them, and never one that lies before a purge or an
/// expiry. A key whose newest revision is no [io.edgemq.domain.kv.KvChange.Put], or a put whose
/// time is over, has no value: nobody sees the value from that moment on, and at most two seconds
/// later the bucket gets an entry [io.edgemq.domain.kv.KvChange.Expired]. A marker is dropped when
/// it is [KvEntry#MARKERS_KEPT] old.
///
/// Whatever the store: with [io.edgemq.domain.kv.BucketConfig#changeStream] the topic gets one
/// message for each entry, [io.edgemq.domain.kv.ChangeMessages#of], in order. A store of one
/// process appends it in the step that stores the entry, and makes the topic, with
/// [io.edgemq.domain.TopicConfig#DEFAULT], when there is none. A store that several processes share
/// leaves it to a bridge ([BucketFeeds]), and keeps until then what the bridge has not read.
public interface KvStore {
  /// Writes a value, when its condition holds.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  PutResult put(BucketRef bucket, Put put);

  /// Deletes or purges a key, when its condition holds. Nothing is written when it has no value. It
  /// works when the store is full.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  RemoveResult remove(BucketRef bucket, Removal removal);

  /// Adds to a counter ([io.edgemq.domain.kv.Counter]), atomically: of concurrent calls each counts
  /// once. A key without a value counts from 0.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  IncrementResult increment(BucketRef bucket, Increment increment);

  /// The key's value, as it is after every write that was answered before.
  ///
  /// @throws StoreException when the store cannot answer
  GetResult get(BucketRef bucket, KvKey key);

  /// The value that the key got with `revision`. [Missing] when that revision is of another key or
  /// a
  /// marker, or is not kept.
  ///
  /// @throws StoreException when the store cannot answer
  GetResult get(BucketRef bucket, KvKey key, long revision);

  /// The kept revisions of the key, oldest first, markers among them; empty list for a key that was
  /// never written; empty when there is no such bucket.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<List<KvEntry>> history(BucketRef bucket, KvKey key);

  /// The keys that have a value and that `filter` accepts, with their newest entries, by key in
  /// byte order; the paging key is the key. Empty when there is no such bucket. A page may have
  /// fewer than asked for, also none, when a next one follows: values of more than `maxBytes`
  /// together end it, but for the first.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<Slice<KvEntry>> list(BucketRef bucket, KeyFilter filter, Paging paging, long maxBytes);

  /// What the bucket holds; empty when there is no such bucket.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<BucketState> state(BucketRef bucket);

  /// Which cursors miss nothing; empty when there is no such bucket. Never scans the bucket.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<BucketBounds> bounds(BucketRef bucket);

  /// A reader of what is kept behind revision `after`, and then of everything that is written;
  /// empty when there is no such bucket. Close it.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<BucketReader> follow(BucketRef bucket, long after);

  /// A value to write.
  ///
  /// @param ttl how long it lives, if the bucket's is not shorter; null: as long as the bucket's
  /// @param hops of the write, for the change stream
  record Put(KvKey key, KvValue value, @Nullable Duration ttl, KvCondition condition, int hops) {}

  /// A key to delete.
  record Removal(KvKey key, Kind kind, KvCondition condition, int hops) {
    /// What becomes of the key's earlier revisions.
    public enum Kind {
      /// They are kept.
      DELETE,
      /// They are removed.
      PURGE
    }
  }

  /// A number to add.
  ///
  /// @param ttl as in [Put], when the key gets its first value; a value that is there keeps its end
  record Increment(
      KvKey key, long delta, @Nullable Duration ttl, KvCondition condition, int hops) {}

  /// What came of [#put].
  sealed interface PutResult {}

  /// What came of [#remove].
  sealed interface RemoveResult {}

  /// What came of [#increment].
  sealed interface IncrementResult {}

  /// What came of [#get].
  sealed interface GetResult {}

  /// It was written.
  record Written(long revision) implements PutResult, RemoveResult {}

  /// The key has no value, so nothing was written; the condition, if any, held.
  record NothingThere() implements RemoveResult {}

  /// The counter was written.
  record Incremented(long value, long revision) implements IncrementResult {}

  /// The condition does not hold; nothing was written.
  record Mismatch() implements PutResult, RemoveResult, IncrementResult {}

  /// The value is no integer; nothing was written.
  record NotACounter() implements IncrementResult {}

  /// The sum is beyond 64 bits; nothing was written.
  record Overflow() implements IncrementResult {}

  /// The bucket would exceed its limit of bytes; nothing was written.
  record BucketFull(long maxBytes) implements PutResult, IncrementResult {}

  /// The value is larger than the store takes; nothing was written.
  record TooLarge(long size, long limit) implements PutResult {}

  /// The value.
  ///
  /// @param entry always a put
  record Found(KvEntry entry) implements GetResult {}

  /// There is no such value.
  record Missing() implements GetResult {}

  /// There is no such bucket.
  record NoSuchBucket() implements PutResult, RemoveResult, IncrementResult, GetResult {}
}
