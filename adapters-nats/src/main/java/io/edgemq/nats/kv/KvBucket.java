package io.edgemq.nats.kv;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.SingleFlight;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamStatus;
import io.edgemq.jetstream.kv.KvFormat;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.jetstream.kv.KvStream;
import io.edgemq.jetstream.kv.KvTimers;
import io.edgemq.jetstream.kv.KvWrite;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.Mappings.Telling;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// This process's view of a bucket; all of it can be read from the cluster again. For any number of
/// threads.
final class KvBucket {
  private final Parts parts;
  private final BucketRef ref;
  private final long incarnation;
  private final Instant madeAt;
  private final KvStream keys;
  private final SingleFlight looking = new SingleFlight();
  private final Set<NatsBucketReader> readers = ConcurrentHashMap.newKeySet();
  private final AtomicLong last = new AtomicLong();
  private volatile BucketConfig config;
  private volatile boolean known;
  private volatile boolean removed;

  /// What the buckets of a process share.
  record Parts(Cluster cluster, NatsKvStore.Catalogs catalogs, ForeignKeys foreign) {}

  KvBucket(Parts parts, BucketRef ref, Incarnated<Bucket> bucket) {
    this.parts = parts;
    this.ref = ref;
    this.incarnation = bucket.incarnation();
    this.madeAt = bucket.value().createdAt();
    this.config = bucket.value().config();
    this.keys = new KvStream(parts.cluster(), KvNames.of(ref));
  }

  BucketRef ref() {
    return ref;
  }

  Cluster cluster() {
    return parts.cluster();
  }

  long incarnation() {
    return incarnation;
  }

  BucketConfig config() {
    return config;
  }

  /// Its stream, by keys.
  KvStream keys() {
    return keys;
  }

  /// Its stream.
  StreamClient stream() {
    return keys.stream();
  }

  /// Which bucket its timers name.
  KvTimers.Which which() {
    return new KvTimers.Which(keys.names().bucket(), incarnation);
  }

  /// Whether somebody else has to see every message before it goes. A bucket without a change
  /// stream
  /// may have had one until now, or be told because of a row that was written by hand.
  boolean isTold() {
    return config.changeStream() != null
        || parts.catalogs().mappings().telling(ref, madeAt) != Telling.NONE;
  }

  /// Whether everything up to `revision` was told that must be. A round trip when something must.
  boolean isToldTo(long revision) {
    if (!isTold()) {
      return true;
    }
    var streams = parts.catalogs().changeStreams();
    return streams
        .find(ref)
        .filter(found -> found.source() == ChangeStream.Source.OWN)
        .filter(found -> found.incarnation() == madeAt.toEpochMilli())
        .filter(found -> streams.progress(found).mark() >= due(found, revision))
        .isPresent();
  }

  /// The last revision up to `revision` that is to be told; 0 when none is.
  private static long due(ChangeStream told, long revision) {
    long due = 0;
    for (var leg : told.legs()) {
      var until = leg.until();
      long last = until == null ? revision : Math.min(until, revision);
      due = last > leg.after() ? last : due;
    }
    return due;
  }

  /// What a purge of a key does to its earlier messages.
  KvWrite.Earlier earlier() {
    return isTold() ? KvWrite.Earlier.KEPT : KvWrite.Earlier.ROLLED_UP;
  }

  /// The entry of a message; empty, and counted, when its key is none of ours.
  Optional<StoredEntry> entry(Entry message) {
    reaches(message.sequence());
    var entry = KvFormat.entry(keys.names(), message);
    if (entry.isEmpty()) {
      parts.foreign().passedOver(stream().name(), message.sequence());
    }
    return entry.map(
        found -> {
          var written = KvFormat.end(message.headers());
          return new StoredEntry(found, written, earliest(written, found.timestamp()));
        });
  }

  /// Counts keys that are none of ours.
  void passedOver(long keys) {
    parts.foreign().seen(stream().name(), keys);
  }

  private @Nullable Instant earliest(@Nullable Instant written, Instant since) {
    var ttl = config.ttl();
    if (ttl == null) {
      return written;
    }
    var own = since.plus(ttl);
    return written == null || own.isBefore(written) ? own : written;
  }

  /// The key's newest entry, with every write that was answered before; empty when there is none.
  Optional<StoredEntry> last(KvKey key) {
    return keys.last(key).flatMap(this::entry);
  }

  /// Whether this is still the bucket of that name in the catalog; if so, takes over its
  /// configuration.
  boolean follows(Incarnated<Bucket> bucket) {
    if (removed || bucket.incarnation() != incarnation) {
      return false;
    }
    config = bucket.value().config();
    return true;
  }

  /// Looks for the stream the first time; returns whether the bucket exists.
  boolean isReady() {
    return known ? !removed : looking.runNow(stream().timeout(), this::learn);
  }

  private boolean learn() {
    known = known || look().isPresent();
    return known && !removed;
  }

  /// The stream's state, as its leader knows it; empty when the bucket was removed, is about to go,
  /// or its stream is a successor's, which is remembered. Throws `StoreException.Damaged` when the
  /// catalog has the bucket and the cluster lacks its stream.
  Optional<StreamStatus> look() {
    if (removed) {
      return Optional.empty();
    }
    var info = stream().info();
    if (info.isEmpty() && parts.catalogs().buckets().isThere(ref, incarnation)) {
      throw new StoreException.Damaged(
          stream().name(), new IllegalStateException("the cluster does not have the stream"));
    }
    if (info.isEmpty() || info.get().incarnation() != incarnation || info.get().sealed()) {
      remove();
      return Optional.empty();
    }
    reaches(info.get().last());
    return info;
  }

  /// Called when an entry of that revision was stored.
  void reaches(long revision) {
    last.accumulateAndGet(revision, Math::max);
  }

  /// The last revision that this process knows of.
  long knownLast() {
    return last.get();
  }

  boolean isRemoved() {
    return removed;
  }

  /// Called when the bucket was removed, or another one has its name: its readers end.
  void remove() {
    removed = true;
    readers.forEach(NatsBucketReader::wake);
  }

  void join(NatsBucketReader reader) {
    readers.add(reader);
  }

  void leave(NatsBucketReader reader) {
    readers.remove(reader);
  }
}
