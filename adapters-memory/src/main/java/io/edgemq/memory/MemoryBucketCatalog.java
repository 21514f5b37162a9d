package io.edgemq.memory;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.store.Pages;
import java.util.Optional;

final class MemoryBucketCatalog implements BucketCatalog {
  private final MemoryBuckets buckets;
  private final Guard guard;

  MemoryBucketCatalog(MemoryBuckets buckets) {
    this.buckets = buckets;
    this.guard = buckets.guard();
  }

  @Override
  public CreateResult create(TenantId tenant, Bucket bucket) {
    return guard.locked(
        () -> {
          var existing = buckets.find(new BucketRef(tenant, bucket.name()));
          if (existing.isPresent()) {
            return new Exists(existing.get().bucket());
          }
          buckets.add(tenant, bucket);
          return new Created();
        });
  }

  @Override
  public Optional<Bucket> find(BucketRef bucket) {
    return guard.locked(() -> buckets.find(bucket).map(MemoryBucket::bucket));
  }

  @Override
  public Slice<Bucket> list(TenantId tenant, Paging paging) {
    return guard.locked(() -> Pages.of(buckets.ofTenant(tenant), paging, MemoryBucket::bucket));
  }

  @Override
  public UpdateResult update(BucketRef ref, BucketConfig expected, BucketConfig config) {
    return guard.locked(
        () -> {
          var found = buckets.find(ref);
          if (found.isEmpty()) {
            return new NoSuchBucket();
          }
          var state = found.get();
          if (!state.config().equals(expected)) {
            return new Changed(state.bucket());
          }
          state.configure(config, guard.instant());
          return new Updated(state.bucket());
        });
  }

  @Override
  public boolean delete(BucketRef ref) {
    return guard.locked(
        () -> {
          boolean there = buckets.find(ref).isPresent();
          buckets.remove(ref);
          return there;
        });
  }
}
