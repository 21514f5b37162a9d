package io.edgemq.sqlite;

import io.edgemq.domain.Placement;
import io.edgemq.domain.StorageType;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The rows that say which topics there are.
final class TopicTable {
  private static final String ALL =
      """
      SELECT id, tenant, name, retention, max_bytes, max_messages, storage, replicas, geo,
        created_at, first_seq, last_seq, last_ts, last_pos FROM topic""";
  private static final String INSERT =
      """
      INSERT INTO topic (retention, max_bytes, max_messages, storage, replicas, geo, id, tenant,
        name, created_at, first_seq, last_seq, last_ts, last_pos)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)""";
  private static final String UPDATE =
      """
      UPDATE topic SET retention = ?, max_bytes = ?, max_messages = ?, storage = ?, replicas = ?,
        geo = ? WHERE id = ?""";
  private static final String DELETE = "DELETE FROM topic WHERE id = ?";

  private final AtomicLong liveBytes = new AtomicLong();
  private final TenantBytes tenantBytes;

  TopicTable(TenantBytes tenantBytes) {
    this.tenantBytes = tenantBytes;
  }

  /// Reads every topic into `topics`.
  void load(Database database, NameIndex<SqliteTopic> topics) throws SQLException {
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        var tenant = new TenantId(rows.getString(2));
        var name = new TopicName(rows.getString(3));
        var topic = new Topic(name, config(rows), Instant.parse(rows.getString(10)));
        var tail = new SqliteTopic.Tail(rows.getLong(12), rows.getLong(13), rows.getLong(14));
        var identity = identity(rows.getLong(1), new TopicRef(tenant, name));
        var state = new SqliteTopic(identity, new LiveMessages(liveBytes), topic, tail);
        topics.put(tenant, name.value(), state.from(rows.getLong(11)));
      }
    }
    for (var topic : topics.all()) {
      FloorSearch.read(database, topic);
    }
  }

  private SqliteTopic.Identity identity(long id, TopicRef ref) {
    return new SqliteTopic.Identity(id, ref, tenantBytes.of(ref.tenant()));
  }

  private static TopicConfig config(ResultSet rows) throws SQLException {
    return new TopicConfig(
        Duration.parse(rows.getString(4)),
        nullable(rows, 5),
        nullable(rows, 6),
        StorageType.valueOf(rows.getString(7)),
        new Placement(rows.getInt(8), rows.getString(9)));
  }

  private static @Nullable Long nullable(ResultSet rows, int column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? null : value;
  }

  /// Adds an empty topic, which goes on counting behind the former one of its name; what to know
  /// about it.
  SqliteTopic insert(Transaction tx, TopicRef ref, Topic topic) throws SQLException {
    tx.requireRoom();
    long id = tx.newId();
    long former = FormerRows.last(tx, key(ref));
    config(tx.sql(INSERT), topic.config())
        .set(id)
        .set(ref.tenant().value())
        .set(ref.name().value())
        .set(topic.createdAt().toString())
        .set(former + 1)
        .set(former)
        .run();
    var identity = identity(id, ref);
    var empty = new SqliteTopic.Tail(former, 0, 0);
    return new SqliteTopic(identity, new LiveMessages(liveBytes), topic, empty).from(former + 1);
  }

  private static FormerRows.Key key(TopicRef ref) {
    return new FormerRows.Key(FormerRows.Kind.TOPIC, ref.tenant(), ref.name().value());
  }

  static void update(Transaction tx, SqliteTopic topic, TopicConfig config) throws SQLException {
    config(tx.sql(UPDATE), config).set(topic.id()).run();
  }

  static void delete(Transaction tx, SqliteTopic topic) throws SQLException {
    tx.sql(DELETE).set(topic.id()).run();
    FormerRows.remember(tx, key(topic.ref()), topic.lastSeq);
  }

  private static Sql config(Sql statement, TopicConfig config) throws SQLException {
    return statement
        .set(config.retention().toString())
        .setNullable(config.maxBytes())
        .setNullable(config.maxMessages())
        .set(config.storage().name())
        .set(config.placement().replicas())
        .set(config.placement().geo());
  }
}
