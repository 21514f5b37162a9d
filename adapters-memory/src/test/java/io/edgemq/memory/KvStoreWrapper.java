package io.edgemq.memory;

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
import java.util.List;
import java.util.Optional;

/// A store of keys that passes every call to another one.
class KvStoreWrapper implements KvStore {
  private final KvStore inner;

  KvStoreWrapper(KvStore inner) {
    this.inner = inner;
  }

  @Override
  public PutResult put(BucketRef bucket, Put put) {
    return inner.put(bucket, put);
  }

  @Override
  public RemoveResult remove(BucketRef bucket, Removal removal) {
    return inner.remove(bucket, removal);
  }

  @Override
  public IncrementResult increment(BucketRef bucket, Increment increment) {
    return inner.increment(bucket, increment);
  }

  @Override
  public GetResult get(BucketRef bucket, KvKey key) {
    return inner.get(bucket, key);
  }

  @Override
  public GetResult get(BucketRef bucket, KvKey key, long revision) {
    return inner.get(bucket, key, revision);
  }

  @Override
  public Optional<List<KvEntry>> history(BucketRef bucket, KvKey key) {
    return inner.history(bucket, key);
  }

  @Override
  public Optional<Slice<KvEntry>> list(
      BucketRef bucket, KeyFilter filter, Paging paging, long maxBytes) {
    return inner.list(bucket, filter, paging, maxBytes);
  }

  @Override
  public Optional<BucketState> state(BucketRef bucket) {
    return inner.state(bucket);
  }

  @Override
  public Optional<BucketBounds> bounds(BucketRef bucket) {
    return inner.bounds(bucket);
  }

  @Override
  public Optional<BucketReader> follow(BucketRef bucket, long after) {
    return inner.follow(bucket, after);
  }
}
