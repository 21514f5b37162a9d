package io.edgemq.nats.kv;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How much buckets hold. The servers know only how large the messages of a stream are, with their
/// headers: while that is within a bucket's limit, its keys and values are, too. Otherwise they are
/// counted, by the headers of all messages; in a large bucket once a second at most. What is kept
/// only to be told does not count.
final class KvSizes {
  private final InstantSource clock;
  private final Map<KvBucket, KvFigure> figures = new ConcurrentHashMap<>();

  KvSizes(InstantSource clock) {
    this.clock = clock;
  }

  /// The bucket's limit, which it has.
  long limit(KvBucket bucket) {
    return Objects.requireNonNull(bucket.config().maxBytes());
  }

  /// Whether the bucket has room for the value within its limit.
  boolean hasRoom(KvBucket bucket, KvKey key, KvValue value) {
    var most = bucket.config().maxBytes();
    if (most == null) {
      return true;
    }
    long more = size(key, value);
    if (more > most) {
      return false;
    }
    var status = bucket.look();
    if (status.isEmpty() || status.get().bytes() + more <= most) {
      return true;
    }
    long held = figure(bucket).bytes(status.get());
    return held + more <= most || held + more - replaced(bucket, key) <= most;
  }

  private static long size(KvKey key, KvValue value) {
    return (long) key.sizeInBytes() + value.payload().size();
  }

  private KvFigure figure(KvBucket bucket) {
    var known = figures.get(bucket);
    if (known != null) {
      return known;
    }
    figures.keySet().removeIf(KvBucket::isRemoved);
    return figures.computeIfAbsent(bucket, KvFigure::new);
  }

  /// What the oldest revision of the key has, which a new one pushes out.
  private static long replaced(KvBucket bucket, KvKey key) {
    int history = bucket.config().history();
    var newest =
        history == 1 ? bucket.last(key).stream().toList() : KvReads.newest(bucket, key, history);
    return newest.size() < history ? 0 : newest.getFirst().entry().sizeInBytes();
  }

  /// Called when a value was written.
  void grew(KvBucket bucket, KvKey key, KvValue value) {
    var figure = figures.get(bucket);
    if (figure != null) {
      figure.grew(size(key, value));
    }
  }

  /// What the bucket holds: its entries are counted. Empty when there is no such bucket.
  Optional<BucketState> state(KvBucket bucket) {
    var status = bucket.look();
    if (status.isEmpty()) {
      return Optional.empty();
    }
    try {
      var held = figure(bucket).holding(status.get(), clock.instant());
      return Optional.of(new BucketState(held.keys(), held.bytes(), status.get().last()));
    } catch (StoreException.NoResponders nobody) {
      if (bucket.look().isEmpty()) {
        return Optional.empty();
      }
      throw nobody;
    }
  }
}
