package io.edgemq.application;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.KvStore;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bucket that a watch began with, which is told from a later one of its name. For one thread
/// at
/// a time.
final class WatchedBucket {
  private final Stores stores;
  private final BucketRef ref;
  private final Instant createdAt;
  private long since;

  /// Where buckets are.
  record Stores(BucketCatalog catalog, KvStore kv) {}

  /// @param bucket as it was before `bounds` were asked for
  WatchedBucket(Stores stores, BucketRef ref, Bucket bucket, BucketBounds bounds) {
    this.stores = stores;
    this.ref = ref;
    this.createdAt = bucket.createdAt();
    this.since = bounds.since();
  }

  /// A reader behind `position`; empty when the bucket was removed.
  Optional<BucketReader> follow(long position) {
    var reader = stores.kv().follow(ref, position);
    if (reader.isPresent() && !isThere()) {
      reader.get().close();
      return Optional.empty();
    }
    return reader;
  }

  /// What was lost behind `position` while nobody followed the bucket; null when nothing was. What
  /// was lost before that is not told anew.
  StreamItem.@Nullable Gap lost(long position) {
    var bounds = stores.kv().bounds(ref).orElse(null);
    if (bounds == null || bounds.since() <= since) {
      return null; // a reader of a bucket that is gone tells that by itself
    }
    since = bounds.since();
    return position >= since ? null : new StreamItem.Gap(position + 1, since + 1, bounds.last());
  }

  private boolean isThere() {
    return stores.catalog().find(ref).filter(now -> now.createdAt().equals(createdAt)).isPresent();
  }
}
