package io.edgemq.nats.catalog;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.nats.catalog.ManagedResources.Against;
import io.edgemq.nats.catalog.ManagedResources.Done;
import io.edgemq.nats.catalog.ManagedResources.Missing;
import io.edgemq.nats.catalog.ManagedResources.Nowhere;
import io.edgemq.nats.catalog.ManagedResources.Objection;
import io.edgemq.nats.catalog.ManagedResources.There;
import io.edgemq.ports.out.BucketCatalog;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [BucketCatalog] in rows of the catalog's bucket.
public final class NatsBucketCatalog implements BucketCatalog {
  private final ReplicatedTable<CatalogRow> table;
  private final ManagedResources<BucketRef, Bucket> buckets;
  private final BucketStreams streams;
  private final Lifetimes lifetimes;

  /// Takes a shorter time to live to the values that are there.
  public interface Lifetimes {
    /// Called when the values of the bucket may live shorter than its configuration said before.
    ///
    /// @throws io.edgemq.domain.StoreException when the servers do not answer
    void shortened(BucketRef bucket);
  }

  /// What a catalog of buckets is made of.
  public record Parts(
      ReplicatedTable<CatalogRow> table,
      ManagedResources<BucketRef, Bucket> buckets,
      BucketStreams streams) {}

  public NatsBucketCatalog(Parts parts, Lifetimes lifetimes) {
    this.table = parts.table();
    this.buckets = parts.buckets();
    this.streams = parts.streams();
    this.lifetimes = lifetimes;
  }

  @Override
  public CreateResult create(TenantId tenant, Bucket bucket) {
    var ref = new BucketRef(tenant, bucket.name());
    if (buckets.locate(ref).isEmpty()) {
      streams.requireTold(ref);
    }
    return switch (buckets.create(ref, bucket, Objection.NONE)) {
      case Done<Bucket> _ -> new Created();
      case There<Bucket>(var there) -> existing(ref, there, bucket);
      case ManagedResources.Taken<Bucket>(var words) -> new Taken(words);
      case Nowhere<Bucket> _ -> new Unplaceable(bucket.config().placement());
      case Missing<Bucket> _, Against<Bucket> _ ->
          throw new IllegalStateException("neither created nor existing: " + ref);
    };
  }

  /// Who asks for a bucket as it is gets it whole: a stream that it has lost is made anew.
  private CreateResult existing(BucketRef ref, Bucket there, Bucket asked) {
    if (there.config().equals(asked.config())) {
      var unused = buckets.repairs().mend(ref);
    }
    return new Exists(there);
  }

  @Override
  public Optional<Bucket> find(BucketRef bucket) {
    return buckets.locate(bucket).map(Incarnated::value);
  }

  @Override
  public Slice<Bucket> list(TenantId tenant, Paging paging) {
    return RowPages.under(
        table.view(), CatalogRow.buckets(tenant), paging, NatsBucketCatalog::visible);
  }

  private static Optional<Bucket> visible(Row<CatalogRow> row) {
    return row.readable() instanceof CatalogRow.OfBucket(var bucket) && bucket.isReady()
        ? Optional.of(bucket.value())
        : Optional.empty();
  }

  @Override
  public UpdateResult update(BucketRef ref, BucketConfig expected, BucketConfig config) {
    var change =
        new ResourceUpdates.Change<Bucket>(
            bucket -> bucket.config().equals(expected),
            bucket -> new Bucket(bucket.name(), config, bucket.createdAt()));
    return switch (buckets.updating().update(ref, change, Objection.NONE)) {
      case Done<Bucket>(var bucket) -> {
        if (isShorter(expected.ttl(), config.ttl())) {
          lifetimes.shortened(ref);
        }
        yield new Updated(bucket);
      }
      case There<Bucket>(var current) -> new Changed(current);
      case Missing<Bucket> _ -> new NoSuchBucket();
      case Nowhere<Bucket> _ -> new Unplaceable(config.placement());
      case Against<Bucket> _, ManagedResources.Taken<Bucket> _ ->
          throw new IllegalStateException("nothing can prevent a change of " + ref);
    };
  }

  private static boolean isShorter(@Nullable Duration before, @Nullable Duration after) {
    return after != null && (before == null || after.compareTo(before) < 0);
  }

  @Override
  public boolean delete(BucketRef ref) {
    return buckets.delete(ref, Objection.NONE) instanceof Done<Bucket>;
  }
}
