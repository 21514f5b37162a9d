package io.edgemq.nats.kv;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.nats.catalog.Incarnated;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The buckets that this process uses, by name.
final class KvRegistry {
  private static final System.Logger LOG = System.getLogger(KvRegistry.class.getName());

  private final KvBucket.Parts parts;
  private final Map<BucketRef, KvBucket> states = new ConcurrentHashMap<>();

  KvRegistry(KvBucket.Parts parts) {
    this.parts = parts;
  }

  /// The bucket of that name, as in the catalog now.
  Optional<KvBucket> find(BucketRef ref) {
    var bucket = parts.catalogs().buckets().locate(ref);
    if (bucket.isEmpty()) {
      return Optional.empty();
    }
    var state = states.get(ref);
    if (state == null || !state.follows(bucket.get())) {
      state = states.compute(ref, (_, known) -> follow(ref, bucket.get(), known));
    }
    return state.isReady() ? Optional.of(state) : Optional.empty();
  }

  private KvBucket follow(BucketRef ref, Incarnated<Bucket> bucket, @Nullable KvBucket known) {
    if (known != null && known.follows(bucket)) {
      return known;
    }
    if (known != null) {
      known.remove();
    }
    return new KvBucket(parts, ref, bucket);
  }

  /// Whether a bucket still exists in the catalog; ends its readers if not.
  boolean isThere(KvBucket state) {
    var bucket = parts.catalogs().buckets().locate(state.ref());
    boolean there = bucket.isPresent() && state.follows(bucket.get());
    if (!there) {
      state.remove();
      states.remove(state.ref(), state);
    }
    return there;
  }

  /// Called when a bucket was created, changed or removed. Returns at once.
  void changed(BucketRef ref) {
    var state = states.get(ref);
    if (state != null) {
      var unused = Thread.ofVirtual().name("edgemq-nats-bucket-changed").start(() -> look(state));
    }
  }

  private void look(KvBucket state) {
    try {
      boolean unused = isThere(state);
    } catch (StoreException later) { // its readers will look again
      LOG.log(System.Logger.Level.DEBUG, "bucket not looked up", later);
    }
  }
}
