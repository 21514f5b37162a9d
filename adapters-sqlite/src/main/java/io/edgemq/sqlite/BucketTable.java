package io.edgemq.sqlite;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Placement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.sqlite.SqliteBucket.Held;
import io.edgemq.sqlite.SqliteBucket.Identity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The rows that say which buckets there are.
final class BucketTable {
  private static final String ALL =
      """
      SELECT id, tenant, name, history, ttl, max_bytes, replicas, geo, change_stream, created_at,
        last_rev, since, keys, bytes, due_by, stale FROM bucket""";
  private static final String INSERT =
      """
      INSERT INTO bucket (history, ttl, max_bytes, replicas, geo, change_stream, id, tenant, name,
        created_at, last_rev, since, keys, bytes, due_by, stale)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0)""";
  private static final String UPDATE =
      """
      UPDATE bucket SET history = ?, ttl = ?, max_bytes = ?, replicas = ?, geo = ?,
        change_stream = ? WHERE id = ?""";
  private static final String DELETE = "DELETE FROM bucket WHERE id = ?";

  private final TenantBytes tenantBytes;
  private final AtomicLong liveBytes;

  /// @param liveBytes what is kept in memory for those who follow
  BucketTable(TenantBytes tenantBytes, AtomicLong liveBytes) {
    this.tenantBytes = tenantBytes;
    this.liveBytes = liveBytes;
  }

  /// Reads every bucket into `buckets`.
  void load(Database database, Buckets buckets) throws SQLException {
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        var tenant = new TenantId(rows.getString(2));
        var name = new BucketName(rows.getString(3));
        var bucket = new Bucket(name, config(rows), Instant.parse(rows.getString(10)));
        var held =
            new Held(
                rows.getLong(11),
                rows.getLong(12),
                rows.getLong(13),
                rows.getLong(14),
                duration(rows.getString(15)),
                rows.getLong(16));
        buckets.put(state(rows.getLong(1), new BucketRef(tenant, name), bucket, held));
      }
    }
  }

  private SqliteBucket state(long id, BucketRef ref, Bucket bucket, Held held) {
    var identity = new Identity(id, ref, tenantBytes.of(ref.tenant()));
    var live = new LiveMessages<>(liveBytes, LiveEntry.MEASURE);
    return new SqliteBucket(identity, live, bucket, held);
  }

  private static BucketConfig config(ResultSet rows) throws SQLException {
    long maxBytes = rows.getLong(6);
    var limit = rows.wasNull() ? null : (Long) maxBytes;
    var topic = rows.getString(9);
    return new BucketConfig(
        rows.getInt(4),
        duration(rows.getString(5)),
        limit,
        new Placement(rows.getInt(7), rows.getString(8)),
        topic == null ? null : new TopicName(topic));
  }

  private static @Nullable Duration duration(@Nullable String text) {
    return text == null ? null : Duration.parse(text);
  }

  /// Adds an empty bucket, which goes on counting behind the former one of its name; what to know
  /// about it.
  SqliteBucket insert(Transaction tx, BucketRef ref, Bucket bucket) throws SQLException {
    tx.requireRoom();
    long id = tx.newId();
    long former = FormerRows.last(tx, key(ref));
    var ttl = bucket.config().ttl();
    config(tx.sql(INSERT), bucket.config())
        .set(id)
        .set(ref.tenant().value())
        .set(ref.name().value())
        .set(bucket.createdAt().toString())
        .set(former)
        .set(former)
        .set(KvRows.text(ttl))
        .run();
    return state(id, ref, bucket, new Held(former, former, 0, 0, ttl, 0));
  }

  private static FormerRows.Key key(BucketRef ref) {
    return new FormerRows.Key(FormerRows.Kind.BUCKET, ref.tenant(), ref.name().value());
  }

  static void update(Transaction tx, SqliteBucket bucket, BucketConfig config) throws SQLException {
    config(tx.sql(UPDATE), config).set(bucket.id()).run();
    if (!Objects.equals(config.ttl(), bucket.bucket().config().ttl())) {
      bucket.change(tx);
      bucket.dueBy = SqliteBucket.SEVERAL;
    }
  }

  static void delete(Transaction tx, SqliteBucket bucket) throws SQLException {
    tx.sql(DELETE).set(bucket.id()).run();
    FormerRows.remember(tx, key(bucket.ref()), bucket.lastRev);
  }

  private static Sql config(Sql statement, BucketConfig config) throws SQLException {
    var topic = config.changeStream();
    return statement
        .set(config.history())
        .set(KvRows.text(config.ttl()))
        .setNullable(config.maxBytes())
        .set(config.placement().replicas())
        .set(config.placement().geo())
        .set(topic == null ? null : topic.value());
  }
}
