package io.edgemq.nats.catalog;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.table.Bucket;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import java.util.Optional;

/// Refuses to begin with a new catalog, new keys or new tenants where there were some: whoever lost
/// a bucket has to know, because an empty one hides everything that the cluster still holds.
public final class CatalogGuard {
  private static final String REPAIR =
      " Restore it from a backup, or run `edgemq doctor --repair`, which rebuilds what it can.";

  private final Cluster cluster;

  public CatalogGuard(Cluster cluster) {
    this.cluster = cluster;
  }

  /// Throws `StoreException.Damaged` when the bucket `catalog` is missing, and streams of EdgeMQ
  /// are there. Called before a missing bucket would be created.
  public void requireKept(String catalog) {
    if (!isThere(catalog)) {
      requireNoStream(catalog, "is missing");
    }
  }

  /// Throws `StoreException.Damaged` when `table` has no queue and no topic, and streams of EdgeMQ
  /// are there; or when it has some, and the bucket `keys` is missing, or the bucket `tenants` is
  /// and was not made by an earlier version either.
  public void requireWhole(ReplicatedTable<CatalogRow> table, Names names) {
    if (KnownResource.of(table.view()).isEmpty()) {
      requireNoStream(names.catalog(), "has no queue and no topic");
    } else if (!isThere(names.keys())) {
      throw damaged("the bucket %s is missing, beside a catalog.".formatted(names.keys()));
    } else if (!isThere(names.tenants()) && !hasTenants(table.view())) {
      throw damaged("the bucket %s is missing, beside a catalog.".formatted(names.tenants()));
    }
  }

  /// The names of buckets.
  public record Names(String catalog, String keys, String tenants) {}

  private boolean isThere(String bucket) {
    return new Bucket(cluster, bucket).exists();
  }

  /// Whether the catalog itself has the tenants of all queues and topics, as those of earlier
  /// versions do: then no bucket of tenants was ever needed.
  public static boolean hasTenants(View<CatalogRow> view) {
    return KnownResource.of(view).stream()
        .map(KnownResource::tenant)
        .distinct()
        .allMatch(tenant -> view.get(CatalogRow.key(tenant)).isPresent());
  }

  private void requireNoStream(String catalog, String state) {
    var stream = anyStream();
    if (stream.isPresent()) {
      throw damaged(
          "the bucket %s %s, and there are streams of EdgeMQ, for example %s."
              .formatted(catalog, state, stream.get()));
    }
  }

  private static StoreException damaged(String what) {
    return new StoreException.Damaged(what + REPAIR, new IllegalStateException(what));
  }

  private Optional<String> anyStream() {
    return new StreamAdmin(cluster)
        .names().stream().filter(StreamNames::isOurs).filter(this::isMarked).findFirst();
  }

  private boolean isMarked(String name) {
    return new StreamClient(cluster, name)
        .info()
        .filter(info -> info.incarnation() > 0)
        .isPresent();
  }
}
