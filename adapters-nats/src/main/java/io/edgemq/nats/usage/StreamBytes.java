package io.edgemq.nats.usage;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamStatus;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.KnownResource;
import io.edgemq.nats.queue.KeptBytes;
import io.edgemq.nats.topic.RetainedBytes;
import java.util.Optional;
import java.util.OptionalLong;

/// The bytes of streams of messages, as their leaders have them: payload, subject, all headers, and
/// the server's own record of each message. A request for each stream. What the ledgers of queues
/// take does not count.
public final class StreamBytes implements NatsStorageUse.Measure {
  private final Cluster cluster;
  private final ReplicatedTable<CatalogRow> catalog;
  private final KeptBytes kept;
  private final RetainedBytes retained;

  /// What tells how much of a stream counts.
  public record Parts(KeptBytes kept, RetainedBytes retained) {}

  public StreamBytes(Cluster cluster, ReplicatedTable<CatalogRow> catalog, Parts parts) {
    this.cluster = cluster;
    this.catalog = catalog;
    this.kept = parts.kept();
    this.retained = parts.retained();
  }

  @Override
  public long bytes(TenantId tenant) {
    return sum(tenant, resource -> resource.queue().map(kept::ofFollowed));
  }

  @Override
  public long bytesThatCount(TenantId tenant) {
    return sum(
        tenant,
        resource -> resource.queue().map(kept::of).or(() -> resource.topic().map(retained::of)));
  }

  /// How much of what a stream holds is still there for the tenant.
  private interface Known {
    /// Empty when it is not known.
    Optional<OptionalLong> of(KnownResource resource);
  }

  private long sum(TenantId tenant, Known known) {
    catalog.requireOpen();
    return KnownResource.of(catalog.view(), tenant).stream()
        .filter(KnownResource::isReady)
        .mapToLong(resource -> bytes(resource, known))
        .sum();
  }

  /// 0 when the stream was removed a moment ago, or was lost.
  private long bytes(KnownResource resource, Known known) {
    var stream = new StreamClient(cluster, resource.messages());
    long held = stream.info().map(StreamStatus::bytes).orElse(0L);
    return held == 0 ? 0 : Math.min(held, known(resource, known).orElse(held));
  }

  /// A queue or topic that has lost a stream must not keep its tenant from all others. Whoever uses
  /// it is told.
  private static OptionalLong known(KnownResource resource, Known known) {
    try {
      return known.of(resource).orElse(OptionalLong.empty());
    } catch (StoreException.Damaged lost) {
      return OptionalLong.empty();
    }
  }
}
