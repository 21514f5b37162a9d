package io.edgemq.memory;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.Counter;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.memory.MemoryBucket.Write;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.KvStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

final class MemoryKvStore implements KvStore {
  private final MemoryBuckets buckets;
  private final Guard guard;

  MemoryKvStore(MemoryBuckets buckets) {
    this.buckets = buckets;
    this.guard = buckets.guard();
  }

  private static boolean holds(KvCondition condition, Optional<KeptEntry> value) {
    return condition.holds(value.map(kept -> kept.entry().revision()));
  }

  @Override
  public PutResult put(BucketRef bucket, Put put) {
    return guard.locked(
        () ->
            buckets
                .find(bucket)
                .<PutResult>map(state -> put(state, put))
                .orElseGet(NoSuchBucket::new));
  }

  private PutResult put(MemoryBucket state, Put put) {
    if (!holds(put.condition(), state.value(put.key()))) {
      return new Mismatch();
    }
    if (!state.hasRoom(put.key(), put.value().payload().size())) {
      return full(state);
    }
    var change = new KvChange.Put(put.value());
    var write = new Write(put.key(), change, put.hops(), null, put.ttl());
    return new Written(state.write(write, guard.instant()));
  }

  private static BucketFull full(MemoryBucket state) {
    return new BucketFull(Objects.requireNonNull(state.config().maxBytes()));
  }

  @Override
  public RemoveResult remove(BucketRef bucket, Removal removal) {
    return guard.locked(
        () ->
            buckets
                .find(bucket)
                .<RemoveResult>map(state -> remove(state, removal))
                .orElseGet(NoSuchBucket::new));
  }

  private RemoveResult remove(MemoryBucket state, Removal removal) {
    var value = state.value(removal.key());
    if (!holds(removal.condition(), value)) {
      return new Mismatch();
    }
    if (value.isEmpty()) {
      return new NothingThere();
    }
    var change =
        switch (removal.kind()) {
          case DELETE -> new KvChange.Deleted();
          case PURGE -> new KvChange.Purged();
        };
    var write = new Write(removal.key(), change, removal.hops(), null, null);
    return new Written(state.write(write, guard.instant()));
  }

  @Override
  public IncrementResult increment(BucketRef bucket, Increment increment) {
    return guard.locked(
        () ->
            buckets
                .find(bucket)
                .<IncrementResult>map(state -> increment(state, increment))
                .orElseGet(NoSuchBucket::new));
  }

  private IncrementResult increment(MemoryBucket state, Increment increment) {
    var value = state.value(increment.key());
    if (!holds(increment.condition(), value)) {
      return new Mismatch();
    }
    var before = value.map(MemoryKvStore::payload).orElse(Counter.value(0));
    return switch (Counter.add(before.payload(), increment.delta())) {
      case Counter.Counted(long sum) -> count(state, increment, sum);
      case Counter.NotACounter _ -> new NotACounter();
      case Counter.Overflow _ -> new Overflow();
    };
  }

  private static KvValue payload(KeptEntry kept) {
    return switch (kept.entry().change()) {
      case KvChange.Put(var value) -> value;
      case KvChange.Deleted _, KvChange.Purged _, KvChange.Expired _ ->
          throw new IllegalStateException("a marker has no value");
    };
  }

  private IncrementResult count(MemoryBucket state, Increment increment, long sum) {
    var key = increment.key();
    var counted = Counter.value(sum);
    if (!state.hasRoom(key, counted.payload().size())) {
      return full(state);
    }
    var value = state.value(key);
    var born = value.map(KeptEntry::born).orElse(guard.instant());
    var ttl = value.isPresent() ? value.get().ttl() : increment.ttl();
    var write = new Write(key, new KvChange.Put(counted), increment.hops(), born, ttl);
    return new Incremented(sum, state.write(write, guard.instant()));
  }

  @Override
  public GetResult get(BucketRef bucket, KvKey key) {
    return guard.locked(
        () ->
            buckets
                .find(bucket)
                .map(state -> found(state.value(key).map(KeptEntry::entry)))
                .orElseGet(NoSuchBucket::new));
  }

  @Override
  public GetResult get(BucketRef bucket, KvKey key, long revision) {
    return guard.locked(
        () ->
            buckets
                .find(bucket)
                .map(state -> found(state.at(revision).filter(e -> e.key().equals(key))))
                .orElseGet(NoSuchBucket::new));
  }

  private static GetResult found(Optional<KvEntry> entry) {
    return entry.filter(KvEntry::isPut).<GetResult>map(Found::new).orElseGet(Missing::new);
  }

  @Override
  public Optional<List<KvEntry>> history(BucketRef bucket, KvKey key) {
    return guard.locked(
        () ->
            buckets
                .find(bucket)
                .map(state -> state.of(key).stream().map(KeptEntry::entry).toList()));
  }

  @Override
  public Optional<Slice<KvEntry>> list(
      BucketRef bucket, KeyFilter filter, Paging paging, long maxBytes) {
    return guard.locked(
        () -> buckets.find(bucket).map(state -> new KeyPage(filter, paging, maxBytes).of(state)));
  }

  @Override
  public Optional<BucketState> state(BucketRef bucket) {
    return guard.locked(() -> buckets.find(bucket).map(MemoryBucket::state));
  }

  @Override
  public Optional<BucketBounds> bounds(BucketRef bucket) {
    return guard.locked(() -> buckets.find(bucket).map(MemoryBucket::bounds));
  }

  @Override
  public Optional<BucketReader> follow(BucketRef bucket, long after) {
    return guard.locked(
        () -> buckets.find(bucket).map(state -> new MemoryBucketReader(guard, state, after)));
  }
}
