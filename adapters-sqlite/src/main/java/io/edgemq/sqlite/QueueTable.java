package io.edgemq.sqlite;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The rows that say which queues there are.
final class QueueTable {
  private static final String ALL =
      """
      SELECT id, tenant, name, type, visibility, retention, delay, max_message_bytes,
        dedup_window, dead_letter_queue, max_receives, replicas, geo, created_at,
        store, last_seq, last_ts, cursor, messages, floor, bytes FROM queue""";
  private static final String INSERT =
      """
      INSERT INTO queue (type, visibility, retention, delay, max_message_bytes, dedup_window,
        dead_letter_queue, max_receives, replicas, geo, id, tenant, name, created_at, store,
        last_seq, last_ts, cursor, messages, bytes, floor)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, 0, ?)""";
  private static final String UPDATE =
      """
      UPDATE queue SET type = ?, visibility = ?, retention = ?, delay = ?, max_message_bytes = ?,
        dedup_window = ?, dead_letter_queue = ?, max_receives = ?, replicas = ?, geo = ?
      WHERE id = ?""";
  private static final String DELETE = "DELETE FROM queue WHERE id = ?";

  private final TenantBytes tenantBytes;

  QueueTable(TenantBytes tenantBytes) {
    this.tenantBytes = tenantBytes;
  }

  /// Reads every queue into `queues`.
  void load(Database database, NameIndex<SqliteQueue> queues) throws SQLException {
    QueueBytes.addUp(database);
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        var tenant = new TenantId(rows.getString(2));
        var name = new QueueName(rows.getString(3));
        var queue = new Queue(name, config(rows), Instant.parse(rows.getString(14)));
        long last = rows.getLong(16);
        // Nothing is counted or searched here: the first use of each queue finds out how old its
        // oldest message is and when the next one is due.
        var state =
            new SqliteQueue.Snapshot(
                rows.getLong(15),
                last,
                rows.getLong(17),
                rows.getLong(18),
                rows.getLong(19),
                rows.getLong(21),
                rows.getLong(20),
                0,
                0,
                0);
        var ref = new QueueRef(tenant, name);
        queues.put(
            tenant, name.value(), new SqliteQueue(identity(rows.getLong(1), ref), queue, state));
      }
    }
  }

  private SqliteQueue.Identity identity(long id, QueueRef ref) {
    return new SqliteQueue.Identity(id, ref, tenantBytes.of(ref.tenant()));
  }

  private static QueueConfig config(ResultSet rows) throws SQLException {
    return new QueueConfig(
        QueueType.valueOf(rows.getString(4)),
        Duration.parse(rows.getString(5)),
        Duration.parse(rows.getString(6)),
        Duration.parse(rows.getString(7)),
        rows.getInt(8),
        Duration.parse(rows.getString(9)),
        deadLetter(rows.getString(10), rows.getInt(11)),
        new Placement(rows.getInt(12), rows.getString(13)));
  }

  private static @Nullable DeadLetterPolicy deadLetter(@Nullable String queue, int maxReceives) {
    return queue == null ? null : new DeadLetterPolicy(new QueueName(queue), maxReceives);
  }

  /// Adds an empty queue, which goes on counting behind the former one of its name; what to know
  /// about it.
  SqliteQueue insert(Transaction tx, QueueRef ref, Queue queue) throws SQLException {
    tx.requireRoom();
    long id = tx.newId();
    long store = tx.newId();
    long former = FormerRows.last(tx, key(ref));
    config(tx.sql(INSERT), queue.config())
        .set(id)
        .set(ref.tenant().value())
        .set(ref.name().value())
        .set(queue.createdAt().toString())
        .set(store)
        .set(former)
        .set(former)
        .set(former + 1)
        .run();
    return new SqliteQueue(identity(id, ref), queue, SqliteQueue.Snapshot.empty(store, former));
  }

  private static FormerRows.Key key(QueueRef ref) {
    return new FormerRows.Key(FormerRows.Kind.QUEUE, ref.tenant(), ref.name().value());
  }

  static void update(Transaction tx, SqliteQueue queue, QueueConfig config) throws SQLException {
    config(tx.sql(UPDATE), config).set(queue.id()).run();
  }

  static void delete(Transaction tx, SqliteQueue queue) throws SQLException {
    tx.sql(DELETE).set(queue.id()).run();
    FormerRows.remember(tx, key(queue.ref()), queue.lastSeq);
  }

  private static Sql config(Sql statement, QueueConfig config) throws SQLException {
    var deadLetter = config.deadLetter();
    return statement
        .set(config.type().name())
        .set(config.visibilityTimeout().toString())
        .set(config.retention().toString())
        .set(config.delay().toString())
        .set(config.maxMessageBytes())
        .set(config.dedupWindow().toString())
        .set(deadLetter == null ? null : deadLetter.queue().value())
        .setNullable(deadLetter == null ? null : (long) deadLetter.maxReceives())
        .set(config.placement().replicas())
        .set(config.placement().geo());
  }
}
