package io.edgemq.nats.catalog;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Former;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.StreamSpec;
import io.edgemq.jetstream.StreamStatus;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.jetstream.kv.KvTimers;
import io.edgemq.nats.catalog.Mappings.Telling;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Creates, changes and removes the streams of buckets. NATS clients know them as buckets of theirs
/// and see the same keys.
///
/// A bucket with a change stream keeps every revision until the bridge has told it. So the bridge
/// also ends that, and removes the stream of a bucket that was removed, when it has told
/// everything: its row says that it has not.
public final class BucketStreams {
  /// The bucket with the change streams that are not told to their ends.
  public static final String CHANGE_STREAMS = "kv-admin-change-streams-v1";

  private static final CatalogFormat FORMAT = new CatalogFormat();

  /// Each further attempt means that the bridge finished something in between.
  private static final int ATTEMPTS = 3;

  private final Cluster cluster;
  private final StreamAdmin admin;
  private final KvTimers timers;
  private final Mappings.Latest mappings;

  public BucketStreams(Cluster cluster, Mappings.Latest mappings) {
    this.cluster = cluster;
    this.mappings = mappings;
    this.admin = new StreamAdmin(cluster);
    this.timers = new KvTimers(cluster);
  }

  /// Throws `StoreException.Unavailable` while the stream of a removed bucket of that name has
  /// entries that its topic was not told of yet. Asks about the stream only when a topic is named:
  /// a stream that somebody else is making has no leader yet, and nobody answers.
  void requireTold(BucketRef ref) {
    if (!mappings.isNamed(ref)) {
      return;
    }
    var held = stream(ref).info().filter(StreamStatus::sealed);
    if (held.isPresent() && isUntold(ref, held.get())) {
      throw new StoreException.Unavailable(
          "the change stream of the bucket's predecessor is not told to its end; try again",
          new IllegalStateException(KvNames.of(ref).stream()));
    }
  }

  /// Creates the empty stream; its first entry gets the revision behind `last`.
  StreamPlacement.Result create(BucketRef ref, Incarnated<Bucket> bucket, long last) {
    requireTold(ref);
    return admin.create(spec(ref, bucket, kept(bucket)), last);
  }

  /// Creates the stream of a bucket that has lost it.
  StreamPlacement.Result remake(BucketRef ref, Incarnated<Bucket> bucket, long first) {
    return admin.remake(spec(ref, bucket, kept(bucket)), first);
  }

  /// Updates the stream to the configuration. It goes on keeping every revision while somebody has
  /// to be told of them.
  StreamPlacement.Result update(BucketRef ref, Incarnated<Bucket> bucket) {
    for (int i = 0; ; i++) {
      boolean untold = isTold(ref, bucket);
      var kept = untold ? StreamSpec.Keys.Kept.ALL : kept(bucket);
      var result = admin.update(spec(ref, bucket, kept));
      if (untold == isTold(ref, bucket) || i == ATTEMPTS) {
        return result;
      }
    }
  }

  private static StreamSpec.Keys.Kept kept(Incarnated<Bucket> bucket) {
    return bucket.value().config().changeStream() == null
        ? StreamSpec.Keys.Kept.HISTORY
        : StreamSpec.Keys.Kept.ALL;
  }

  /// Ends the stream, if it exists and is of that incarnation or an earlier one: it stores nothing
  /// any more. The last revision that it gave, and the server's time.
  Optional<Former> end(BucketRef ref, long incarnation) {
    return admin
        .seal(KvNames.of(ref).stream(), incarnation)
        .filter(stream -> stream.last() > 0)
        .map(stream -> new Former(stream.last(), Objects.requireNonNull(stream.at())));
  }

  /// Removes the stream, if it exists and is of that incarnation or an earlier one; unless it is
  /// left to the bridge.
  void delete(BucketRef ref, long incarnation) {
    var names = KvNames.of(ref);
    var held = stream(ref).info().filter(found -> found.incarnation() <= incarnation);
    if (held.isPresent() && held.get().incarnation() > 0) {
      timers.forget(new KvTimers.Which(names.bucket(), held.get().incarnation()));
      if (!isUntold(ref, held.get())) {
        boolean unused = admin.delete(names.stream(), incarnation);
      }
    }
  }

  /// Whether the bucket that the stream is of, which the catalog no longer has, is not told to its
  /// end.
  private boolean isUntold(BucketRef ref, StreamStatus stream) {
    return mappings.telling(ref, Instant.ofEpochMilli(StreamSpec.made(stream))) == Telling.UNTOLD;
  }

  /// Whether every revision is kept for a topic that has to be told of it.
  private boolean isTold(BucketRef ref, Incarnated<Bucket> bucket) {
    return mappings.telling(ref, bucket.value().createdAt()) != Telling.NONE;
  }

  private StreamClient stream(BucketRef ref) {
    return new StreamClient(cluster, KvNames.of(ref).stream());
  }

  /// Whether the cluster lacks the stream.
  boolean isMissing(BucketRef ref) {
    return stream(ref).info().isEmpty();
  }

  /// How many replicas the stream has. Throws `StoreException.Damaged` when it is missing.
  int replicas(BucketRef ref) {
    var name = KvNames.of(ref).stream();
    return stream(ref)
        .info()
        .map(StreamStatus::replicas)
        .orElseThrow(
            () -> new StoreException.Damaged(name, new IllegalStateException("no such stream")));
  }

  private static StreamSpec spec(
      BucketRef ref, Incarnated<Bucket> bucket, StreamSpec.Keys.Kept kept) {
    var names = KvNames.of(ref);
    var config = bucket.value().config();
    return new StreamSpec(
        names.stream(),
        List.of(names.subjects()),
        bucket.incarnation(),
        StreamSpec.Limits.NONE,
        config.placement(),
        FORMAT.describe(new CatalogRow.OfBucket(Resource.ready(bucket))),
        new StreamSpec.Keys(config.history(), kept, bucket.value().createdAt()));
  }
}
