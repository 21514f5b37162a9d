package io.edgemq.sqlite;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.out.BucketCatalog;
import java.sql.SQLException;
import java.util.Optional;

/// [BucketCatalog] in SQLite, answered from memory and changed by the writer, one change per
/// commit.
final class SqliteBucketCatalog implements BucketCatalog {
  private static final String CONDEMN =
      "INSERT INTO condemned VALUES (?, '" + KvUpkeep.CONDEMNED + "')";

  private final Buckets buckets;
  private final BucketTable table;
  private final Writer writer;

  SqliteBucketCatalog(Engine engine, BucketTable table) {
    this.buckets = engine.buckets();
    this.writer = engine.writer();
    this.table = table;
  }

  @Override
  public CreateResult create(TenantId tenant, Bucket bucket) {
    return writer.call(
        new Work.Alone<>(tx -> create(tx, new BucketRef(tenant, bucket.name()), bucket)));
  }

  private CreateResult create(Transaction tx, BucketRef ref, Bucket bucket) throws SQLException {
    var existing = buckets.find(ref);
    if (existing != null) {
      return new Exists(existing.bucket());
    }
    var state = table.insert(tx, ref, bucket);
    tx.afterCommit(() -> buckets.put(state));
    return new Created();
  }

  @Override
  public Optional<Bucket> find(BucketRef ref) {
    return Optional.ofNullable(buckets.find(ref)).map(SqliteBucket::bucket);
  }

  @Override
  public Slice<Bucket> list(TenantId tenant, Paging paging) {
    return buckets.list(tenant, paging);
  }

  @Override
  public UpdateResult update(BucketRef ref, BucketConfig expected, BucketConfig config) {
    return writer.call(new Work.Alone<>(tx -> update(tx, ref, expected, config)));
  }

  private UpdateResult update(
      Transaction tx, BucketRef ref, BucketConfig expected, BucketConfig config)
      throws SQLException {
    var state = buckets.find(ref);
    if (state == null) {
      return new NoSuchBucket();
    }
    var before = state.bucket();
    if (!before.config().equals(expected)) {
      return new Changed(before);
    }
    BucketTable.update(tx, state, config);
    var after = new Bucket(before.name(), config, before.createdAt());
    tx.afterCommit(() -> state.reconfigure(after));
    return new Updated(after);
  }

  @Override
  public boolean delete(BucketRef ref) {
    return writer.call(new Work.Alone<>(tx -> delete(tx, ref)));
  }

  private boolean delete(Transaction tx, BucketRef ref) throws SQLException {
    var state = buckets.find(ref);
    if (state == null) {
      return false;
    }
    BucketTable.delete(tx, state);
    tx.sql(CONDEMN).set(state.id()).run();
    tx.afterCommit(
        () -> {
          buckets.remove(state);
          state.delete();
        });
    return true;
  }
}
