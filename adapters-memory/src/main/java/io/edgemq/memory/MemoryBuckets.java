package io.edgemq.memory;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The buckets of a store. Its catalog and its entries share them.
final class MemoryBuckets {
  private final MemoryTopics topics;
  private final Guard guard;
  private final Expiry expiry;
  private final Map<TenantId, NavigableMap<String, MemoryBucket>> tenants = new HashMap<>();
  private final Formers<BucketRef> formers = new Formers<>();

  /// @param topics what its buckets tell of their writes
  MemoryBuckets(MemoryTopics topics) {
    this.topics = topics;
    this.guard = topics.guard();
    this.expiry = new Expiry(this);
  }

  Guard guard() {
    return guard;
  }

  /// The bucket, after what has expired was marked and old markers were dropped.
  Optional<MemoryBucket> find(BucketRef ref) {
    var state = Optional.ofNullable(ofTenant(ref.tenant()).get(ref.name().value()));
    state.ifPresent(s -> s.passTime(guard.instant()));
    return state;
  }

  NavigableMap<String, MemoryBucket> ofTenant(TenantId tenant) {
    var buckets = tenants.get(tenant);
    return buckets == null ? new TreeMap<>() : buckets;
  }

  void add(TenantId tenant, Bucket bucket) {
    var ref = new BucketRef(tenant, bucket.name());
    long former = formers.last(ref, guard.instant());
    var state = new MemoryBucket(bucket, former, new ChangeTopic(topics, ref), guard.condition());
    tenants.computeIfAbsent(tenant, _ -> new TreeMap<>()).put(bucket.name().value(), state);
    expiry.begin();
  }

  void remove(BucketRef ref) {
    var state = ofTenant(ref.tenant()).remove(ref.name().value());
    if (state != null) {
      formers.remember(ref, state.bounds().last(), guard.instant());
      state.markRemoved();
    }
  }

  Collection<MemoryBucket> all() {
    return tenants.values().stream().flatMap(t -> t.values().stream()).toList();
  }

  /// Marks what has expired, in every bucket.
  void passTime() {
    all().forEach(bucket -> bucket.passTime(guard.instant()));
  }

  /// Wakes everybody who waits.
  void wake() {
    all().forEach(bucket -> bucket.changed().signalAll());
    expiry.wake();
  }
}
