package io.edgemq.nats.change;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.Mappings;
import io.edgemq.nats.catalog.ResourceLookup;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.store.ChangeFeed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [ChangeStreamStore] on JetStream. The mappings are a table, whose rows operators may write, too
/// ([MappingFormat]). Progress and the leader are single messages that nobody has a copy of.
public final class NatsChangeStreamStore implements ChangeStreamStore, Mappings {
  private static final System.Logger LOG = System.getLogger(NatsChangeStreamStore.class.getName());

  private final ReplicatedTable<MappingRow> table;
  private final ResourceLookup<BucketRef, Bucket> buckets;
  private final ProgressKeeper keeper;
  private final Leadership leadership;
  private final ChangeFeed<BucketRef> feed;

  /// What a store of change streams goes by.
  ///
  /// @param table the mappings
  /// @param progress how far they have come, and who leads
  public record Parts(
      Cluster cluster,
      ReplicatedTable<MappingRow> table,
      LatestMessages progress,
      StoreTime time) {}

  /// @param buckets those of ours
  public NatsChangeStreamStore(Parts parts, ResourceLookup<BucketRef, Bucket> buckets) {
    this.table = parts.table();
    this.buckets = buckets;
    this.keeper = new ProgressKeeper(parts.cluster(), parts.progress());
    this.leadership = new Leadership(parts.cluster(), parts.progress(), parts.time());
    this.feed = new ChangeFeed<>(table::requireOpen);
    table.onChange(key -> bucket(key).ifPresent(feed::changed));
  }

  private static String key(BucketRef bucket) {
    return KvNames.of(bucket).bucket();
  }

  /// The bucket whose row is at `key`; empty when it is none.
  private static Optional<BucketRef> bucket(String key) {
    return KvNames.owner(new KvNames(key).stream())
        .filter(owner -> TenantId.isLegal(owner.tenant()) && BucketName.isLegal(owner.bucket()))
        .map(owner -> new BucketRef(new TenantId(owner.tenant()), new BucketName(owner.bucket())));
  }

  @Override
  public Optional<ChangeStream> find(BucketRef bucket) {
    return table
        .find(key(bucket), _ -> true)
        .filter(row -> row.value().bucket().equals(bucket))
        .map(row -> MappingRow.stream(row, buckets.locate(bucket)));
  }

  /// Rows that cannot be read are passed over; the table has logged them.
  @Override
  public List<ChangeStream> all() {
    var all = new ArrayList<ChangeStream>();
    table.view().rows().forEach((key, row) -> readable(key, row).ifPresent(all::add));
    return List.copyOf(all);
  }

  private Optional<ChangeStream> readable(String key, Row<MappingRow> row) {
    var mapping = row.readable();
    if (mapping == null) {
      return Optional.empty();
    }
    if (!key(mapping.bucket()).equals(key)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a mapping is passed over, because its key is not that of its bucket; key={0}",
          key);
      return Optional.empty();
    }
    return Optional.of(MappingRow.stream(row, buckets.locate(mapping.bucket())));
  }

  @Override
  public boolean put(@Nullable ChangeStream expected, ChangeStream wanted) {
    var edit = new Edit.Put<MappingRow>(key(wanted.bucket()), new MappingRow.Whole(wanted));
    return replace(wanted.bucket(), Optional.ofNullable(expected), edit);
  }

  @Override
  public boolean remove(ChangeStream expected) {
    var edit = new Edit.Remove<MappingRow>(key(expected.bucket()));
    boolean removed = replace(expected.bucket(), Optional.of(expected), edit);
    if (removed) {
      keeper.forget(expected);
    }
    return removed;
  }

  private boolean replace(
      BucketRef bucket, Optional<ChangeStream> expected, Edit<MappingRow> edit) {
    var own = buckets.locate(bucket); // may ask the cluster, which a decision must not
    return table
        .change(view -> replacing(current(view, bucket, own).equals(expected), edit))
        .result();
  }

  private static Decision<MappingRow, Boolean> replacing(
      boolean asExpected, Edit<MappingRow> edit) {
    return asExpected ? Decision.one(edit, true) : Decision.none(false);
  }

  private static Optional<ChangeStream> current(
      View<MappingRow> view, BucketRef bucket, Optional<Incarnated<Bucket>> own) {
    return view.get(key(bucket)).map(row -> MappingRow.stream(row, own));
  }

  /// From memory alone: never asks the servers.
  @Override
  public Telling telling(BucketRef bucket, Instant madeAt) {
    var row = table.view().get(key(bucket));
    if (row.isEmpty()) {
      return Telling.NONE;
    }
    var mapping = row.get().readable();
    return mapping == null ? Telling.UNTOLD : mapping.telling(bucket, madeAt);
  }

  @Override
  public Changes<BucketRef> changes() {
    return feed.follow();
  }

  @Override
  public boolean lead(OwnerId owner) {
    return leadership.lead(owner);
  }

  @Override
  public void resign(OwnerId owner) {
    leadership.resign(owner);
  }

  /// From here on a row that was written by hand says everything, whatever buckets are made later.
  @Override
  public Claim claim(ChangeStream stream, OwnerId owner) {
    boolean isWritten =
        table
            .view()
            .get(key(stream.bucket()))
            .filter(row -> row.readable() instanceof MappingRow.Written)
            .isPresent();
    if (isWritten) {
      boolean unused = put(stream, stream);
    }
    return keeper.claim(stream, owner);
  }

  @Override
  public Optional<Claim> save(Claim claim, Progress progress) {
    return keeper.save(claim, progress);
  }

  @Override
  public Progress progress(ChangeStream stream) {
    return keeper.progress(stream);
  }

  /// Lets whoever waits for changes look again, once the table is closed.
  public void wake() {
    feed.wake();
  }
}
