package io.edgemq.nats.kv;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.jetstream.StreamStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How much buckets hold. The servers know only how large the messages of a stream are, with their
/// headers: while that is within a bucket's limit, its keys and values are, too. Otherwise they are
/// counted, by the headers of all messages; in a large bucket once a second at most.
final class KvSizes {
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /// Up to so many messages are counted each time.
  private static final long FEW = 1_000;

  private final InstantSource clock;
  private final Map<KvBucket, Known> known = new ConcurrentHashMap<>();

  /// What was counted, and what was written since.
  private record Known(long bytes, long at) {}

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
    long more = (long) key.sizeInBytes() + value.payload().size();
    if (more > most) {
      return false;
    }
    var status = bucket.look();
    if (status.isEmpty() || status.get().bytes() + more <= most) {
      return true;
    }
    long held = counted(bucket, status.get());
    return held + more <= most || held + more - replaced(bucket, key) <= most;
  }

  private long counted(KvBucket bucket, StreamStatus status) {
    var before = known.get(bucket);
    if (status.messages() > FEW
        && before != null
        && System.nanoTime() - before.at() < FRESH_NANOS) {
      return before.bytes();
    }
    known.keySet().removeIf(KvBucket::isRemoved);
    long bytes = KvCount.bytes(bucket);
    known.put(bucket, new Known(bytes, System.nanoTime()));
    return bytes;
  }

  /// What the oldest revision of the key has, which a new one pushes out.
  private static long replaced(KvBucket bucket, KvKey key) {
    int history = bucket.config().history();
    var all = bucket.keys().from(key, 1, history + 1);
    return all.size() < history || bucket.isTold()
        ? 0
        : bucket.entry(all.getFirst()).map(found -> found.entry().sizeInBytes()).orElse(0L);
  }

  /// Called when a value was written.
  void grew(KvBucket bucket, KvKey key, KvValue value) {
    long more = (long) key.sizeInBytes() + value.payload().size();
    known.computeIfPresent(bucket, (_, now) -> new Known(now.bytes() + more, now.at()));
  }

  /// What the bucket holds: its entries are counted. Empty when there is no such bucket.
  Optional<BucketState> state(KvBucket bucket) {
    var status = bucket.look();
    if (status.isEmpty()) {
      return Optional.empty();
    }
    try {
      long bytes = KvCount.bytes(bucket);
      long keys = KvCount.keys(bucket, clock.instant());
      return Optional.of(new BucketState(keys, bytes, status.get().last()));
    } catch (StoreException.NoResponders nobody) {
      if (bucket.look().isEmpty()) {
        return Optional.empty();
      }
      throw nobody;
    }
  }
}
