package io.edgemq.nats.catalog;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Former;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.jetstream.table.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Buckets of keys and values as resources of the catalog.
public final class BucketResourceType implements ResourceType<BucketRef, Bucket> {
  private final BucketStreams streams;

  public BucketResourceType(BucketStreams streams) {
    this.streams = streams;
  }

  @Override
  public String key(BucketRef ref) {
    return CatalogRow.key(ref);
  }

  @Override
  public CatalogRow row(Resource<Bucket> resource) {
    return new CatalogRow.OfBucket(resource);
  }

  @Override
  public Resource<Bucket> resource(CatalogRow row) {
    return ((CatalogRow.OfBucket) row).bucket();
  }

  @Override
  public List<String> belongings(View<CatalogRow> view, BucketRef ref) {
    return List.of();
  }

  @Override
  public StreamPlacement.Result make(BucketRef ref, Incarnated<Bucket> existing, long last) {
    return streams.create(ref, existing, last);
  }

  @Override
  public List<String> streams(BucketRef ref, long incarnation) {
    return List.of(KvNames.of(ref).stream());
  }

  @Override
  public List<String> missing(BucketRef ref, long incarnation) {
    return streams.isMissing(ref) ? streams(ref, incarnation) : List.of();
  }

  @Override
  public int replicas(BucketRef ref, long incarnation) {
    return streams.replicas(ref);
  }

  @Override
  public StreamPlacement.Result remake(BucketRef ref, Incarnated<Bucket> existing, long first) {
    return streams.remake(ref, existing, first);
  }

  @Override
  public StreamPlacement.Result limit(BucketRef ref, Incarnated<Bucket> existing) {
    return streams.update(ref, existing);
  }

  @Override
  public Optional<Former> end(BucketRef ref, long incarnation) {
    return streams.end(ref, incarnation);
  }

  @Override
  public void remove(BucketRef ref, long incarnation) {
    streams.delete(ref, incarnation);
  }

  /// Whoever has a change stream keeps everything.
  @Override
  public Bucket widest(Bucket before, Bucket after) {
    var old = before.config();
    var config = after.config();
    var told = config.changeStream() == null ? old.changeStream() : config.changeStream();
    var widest =
        new BucketConfig(
            Math.max(old.history(), config.history()),
            longer(old.ttl(), config.ttl()),
            more(old.maxBytes(), config.maxBytes()),
            config.placement(),
            told);
    return new Bucket(after.name(), widest, after.createdAt());
  }

  private static @Nullable Duration longer(@Nullable Duration one, @Nullable Duration other) {
    return one == null || other == null ? null : one.compareTo(other) > 0 ? one : other;
  }

  private static @Nullable Long more(@Nullable Long one, @Nullable Long other) {
    return one == null || other == null ? null : (Long) Math.max(one, other);
  }
}
