package io.edgemq.sqlite;

import io.edgemq.domain.Placement;
import io.edgemq.domain.StorageType;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
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

  /// What followers need to know of messages.
  static final LiveMessages.Measure<TopicMessage> MEASURE =
      new LiveMessages.Measure<>() {
        @Override
        public long sequence(TopicMessage message) {
          return message.sequence();
        }

        @Override
        public long bytes(TopicMessage message) {
          return message.content().payload().size();
        }
      };

  private final AtomicLong liveBytes;
  private final TenantBytes tenantBytes;

  /// @param liveBytes what is kept in memory for those who follow
  TopicTable(TenantBytes tenantBytes, AtomicLong liveBytes) {
    this.tenantBytes = tenantBytes;
    this.liveBytes = liveBytes;
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
        var state = new SqliteTopic(identity, new LiveMessages<>(liveBytes, MEASURE), topic, tail);
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
    return insertAnyhow(tx, ref, topic);
  }

  /// As [#insert], also when there is no room.
  SqliteTopic insertAnyhow(Transaction tx, TopicRef ref, Topic topic) throws SQLException {
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
    return new SqliteTopic(identity, new LiveMessages<>(liveBytes, MEASURE), topic, empty)
        .from(former + 1);
  }

  private static FormerRows.Key key(TopicRef ref) {
    return new FormerRows.Key(FormerRows.Kind.TOPIC, ref.tenant(), ref.name().value());
  }

  static void update(Transaction tx, SqliteTopic topic, TopicConfig config) throws SQLException {
    config(tx.sql(UPDATE), config).set(topic.id()).run();
  }

  static void delete(Transaction tx, SqliteTopic topic) throws SQLException {
    tx.sql(DELETE).set(topic.id()).run();
    SourceMarks.forgetAll(tx, topic.id());
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
