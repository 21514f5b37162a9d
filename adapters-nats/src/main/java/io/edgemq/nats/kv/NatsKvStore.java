package io.edgemq.nats.kv;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamSpec;
import io.edgemq.jetstream.kv.KvTimers;
import io.edgemq.nats.catalog.Mappings;
import io.edgemq.nats.catalog.NatsBucketCatalog;
import io.edgemq.nats.catalog.ResourceLookup;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.KvStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// [KvStore] on streams that NATS clients know as buckets, shared by any number of adapters.
public final class NatsKvStore implements KvStore, NatsBucketCatalog.Lifetimes, AutoCloseable {
  private static final int PAGE = 1_000;
  private static final long PAGE_BYTES = 4L << 20;

  private final ForeignKeys foreign = new ForeignKeys();
  private final KvRegistry buckets;
  private final KvTimers timers;
  private final KvExpiry expiry;
  private final KvUpkeep upkeep;
  private final KvSizes sizes;
  private final KvReads reads;
  private final KvWrites writes;
  private final NatsBucketReader.Source source;

  /// Which buckets there are.
  ///
  /// @param mappings which of them topics are told of, from memory
  /// @param changeStreams how far that has come
  public record Catalogs(
      ResourceLookup<BucketRef, Bucket> buckets,
      Mappings mappings,
      ChangeStreamStore changeStreams) {}

  public NatsKvStore(Cluster cluster, Catalogs catalogs, InstantSource clock) {
    this.buckets = new KvRegistry(new KvBucket.Parts(cluster, catalogs, foreign));
    this.timers = new KvTimers(cluster);
    this.expiry = new KvExpiry(buckets, timers, clock);
    this.upkeep = new KvUpkeep(expiry);
    this.sizes = new KvSizes(clock);
    this.reads = new KvReads(upkeep, clock);
    this.writes = new KvWrites(new KvWrites.Parts(timers, upkeep, sizes), clock);
    this.source = new NatsBucketReader.Source(buckets, reads, upkeep, clock);
  }

  /// Begins to end values whose time is over. Returns at once.
  public void start() {
    expiry.start();
  }

  /// How many keys were passed over that are none of ours.
  public long foreignKeys() {
    return foreign.count();
  }

  /// Called when a bucket was created, changed or removed, here or elsewhere, once the catalog
  /// shows
  /// it: readers of a removed one end. Returns at once.
  public void changed(BucketRef bucket) {
    buckets.changed(bucket);
  }

  /// Sets the timers of the values that are there by the bucket's time to live: a page of keys at a
  /// time.
  @Override
  public void shortened(BucketRef ref) {
    var found = buckets.find(ref);
    Paging paging = new Paging(null, PAGE);
    while (found.isPresent()) {
      var page = reads.list(found.get(), KeyFilter.ALL, paging, PAGE_BYTES);
      for (var entry : page.items()) {
        expiry.time(found.get(), entry.key());
      }
      if (page.next() == null) {
        return;
      }
      paging = new Paging(page.next(), PAGE);
    }
  }

  /// What `call` answers, or `missing` when there is no such bucket.
  private <R> R in(BucketRef ref, R missing, Function<KvBucket, R> call) {
    var found = buckets.find(ref);
    if (found.isEmpty()) {
      return missing;
    }
    try {
      return call.apply(found.get());
    } catch (StoreException.NoResponders nobody) {
      if (found.get().look().isEmpty()) {
        return missing;
      }
      throw nobody;
    }
  }

  @Override
  public PutResult put(BucketRef bucket, Put put) {
    return in(bucket, new NoSuchBucket(), found -> writes.put(found, put));
  }

  @Override
  public RemoveResult remove(BucketRef bucket, Removal removal) {
    return in(bucket, new NoSuchBucket(), found -> writes.remove(found, removal));
  }

  @Override
  public IncrementResult increment(BucketRef bucket, Increment increment) {
    return in(bucket, new NoSuchBucket(), found -> writes.increment(found, increment));
  }

  @Override
  public GetResult get(BucketRef bucket, KvKey key) {
    return in(bucket, new NoSuchBucket(), found -> reads.get(found, key));
  }

  @Override
  public GetResult get(BucketRef bucket, KvKey key, long revision) {
    return in(bucket, new NoSuchBucket(), found -> reads.get(found, key, revision));
  }

  @Override
  public Optional<List<KvEntry>> history(BucketRef bucket, KvKey key) {
    return in(bucket, Optional.empty(), found -> Optional.of(reads.history(found, key)));
  }

  @Override
  public Optional<Slice<KvEntry>> list(
      BucketRef bucket, KeyFilter filter, Paging paging, long maxBytes) {
    return in(
        bucket,
        Optional.empty(),
        found -> Optional.of(reads.list(found, filter, paging, maxBytes)));
  }

  @Override
  public Optional<BucketState> state(BucketRef bucket) {
    return in(bucket, Optional.empty(), sizes::state);
  }

  @Override
  public Optional<BucketBounds> bounds(BucketRef bucket) {
    return in(bucket, Optional.empty(), this::bounds);
  }

  private Optional<BucketBounds> bounds(KvBucket bucket) {
    return bucket
        .look()
        .map(
            status -> {
              long dropped = timers.dropped(bucket.which());
              long since = Math.max(StreamSpec.former(status), dropped);
              return new BucketBounds(since, Math.max(since, status.last()));
            });
  }

  @Override
  public Optional<BucketReader> follow(BucketRef bucket, long after) {
    return in(
        bucket, Optional.empty(), found -> Optional.of(new NatsBucketReader(source, found, after)));
  }

  /// Stops ending values. Whoever opened the cluster closes it.
  @Override
  public void close() {
    expiry.close();
    upkeep.close();
  }
}
