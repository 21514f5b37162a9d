package io.edgemq.sqlite;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.domain.lease.Moment;
import io.edgemq.ports.out.KvStore.Put;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.sqlite.QueueLeasing.Leased;
import io.edgemq.sqlite.QueueSending.Outgoing;
import io.edgemq.sqlite.QueueSettling.Request;
import io.edgemq.testkit.TestTime;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The writer's parts without its thread: each piece of work is done and committed at once, in the
/// test's own thread, and upkeep only when the test says so.
final class Workbench implements AutoCloseable {
  private static final TenantId TENANT = new TenantId("acme");

  final TestTime time = new TestTime();
  final NameIndex<SqliteQueue> queues = new NameIndex<>();
  final NameIndex<SqliteTopic> topics = new NameIndex<>();
  private final Database database;
  private final Transaction tx;
  private final Checkpoints checkpoints;
  private final Upkeep upkeep;
  final KvParts kv = KvParts.of(topics);
  final TenantBytes tenantBytes = kv.tenantBytes();
  private final QueueTable queueTable = new QueueTable(tenantBytes);
  private final TopicTable topicTable = kv.topicTable();
  private final QueueSending sending;
  private final QueueLeasing leasing;
  private final QueueSettling settling;

  Workbench(Path directory) throws SQLException {
    var config = SqliteConfig.in(directory);
    database = Database.writing(config);
    new Migrations(Schema.VERSIONS).apply(database, directory);
    tx = new Transaction(database, time, new Room(config, () -> 1L << 50));
    var rows = new QueueRows(database);
    var expiry = new QueueExpiry(rows);
    var burial = new QueueBurial(rows, queues);
    checkpoints = new Checkpoints(Database.checkpointing(config));
    var states = new Upkeep.States(queues, topics);
    upkeep = new Upkeep(states, expiry, kv.upkeep(), checkpoints);
    sending = new QueueSending(rows);
    leasing = new QueueLeasing(expiry, new QueueHeads(rows, burial));
    settling = new QueueSettling(rows, expiry, burial);
  }

  Database database() {
    return database;
  }

  <R> R run(Work<R> work) throws SQLException {
    tx.begin();
    tx.next();
    var result = work.run(tx);
    tx.commit();
    return result;
  }

  /// Does `work` in a transaction that is rolled back.
  <R> void fail(Work<R> work) throws SQLException {
    tx.begin();
    tx.next();
    var unused = work.run(tx);
    tx.rollback();
  }

  SqliteQueue queue(String name, QueueConfig config) throws SQLException {
    var ref = new QueueRef(TENANT, new QueueName(name));
    var queue = new Queue(ref.name(), config, Instant.EPOCH);
    var state = run(tx -> queueTable.insert(tx, ref, queue));
    queues.put(TENANT, name, state);
    return state;
  }

  SqliteTopic topic(String name, TopicConfig config) throws SQLException {
    var ref = new TopicRef(TENANT, new TopicName(name));
    var topic = new Topic(ref.name(), config, Instant.EPOCH);
    var state = run(tx -> topicTable.insert(tx, ref, topic));
    topics.put(TENANT, name, state);
    return state;
  }

  SqliteBucket bucket(String name, BucketConfig config) throws SQLException {
    var ref = new BucketRef(TENANT, new BucketName(name));
    var bucket = new Bucket(ref.name(), config, Instant.EPOCH);
    var state = run(tx -> kv.bucketTable().insert(tx, ref, bucket));
    kv.buckets().put(state);
    return state;
  }

  /// Writes a value that lives for `ttl`; null: as long as the bucket says.
  void put(SqliteBucket bucket, String key, @Nullable Duration ttl) throws SQLException {
    var value = new KvValue("text/plain", new Payload(Sql.bytes("value")));
    var put = new Put(new KvKey(key), value, ttl, KvCondition.NONE, 0);
    run(tx -> kv.writing().put(tx, bucket, put));
  }

  void remove(SqliteBucket bucket, String key, Removal.Kind kind) throws SQLException {
    var removal = new Removal(new KvKey(key), kind, KvCondition.NONE, 0);
    run(tx -> kv.writing().remove(tx, bucket, removal));
  }

  void send(SqliteQueue queue, NewQueueMessage... messages) throws SQLException {
    var config = queue.queue().config();
    var outgoing = Arrays.stream(messages).map(each -> Outgoing.of(each, config)).toList();
    run(tx -> sending.send(tx, queue, outgoing));
  }

  void append(SqliteTopic topic, NewTopicMessage... messages) throws SQLException {
    var outgoing = Arrays.stream(messages).map(TopicAppending.Outgoing::of).toList();
    run(tx -> TopicAppending.append(tx, topic, outgoing));
  }

  List<Leased> receive(SqliteQueue queue, int max) throws SQLException {
    var request = new ReceiveRequest(max, Duration.ofSeconds(30), Duration.ZERO);
    return run(tx -> leasing.receive(tx, queue, request)).leased();
  }

  void settle(SqliteQueue queue, Settlement... settlements) throws SQLException {
    var requests = Arrays.stream(settlements).map(Request::of).toList();
    run(tx -> settling.settle(tx, queue, requests));
  }

  void ack(SqliteQueue queue, List<Leased> leased) throws SQLException {
    settle(
        queue,
        leased.stream()
            .map(each -> new Settlement.Ack(each.key().handle()))
            .toArray(Settlement[]::new));
  }

  /// Does all the upkeep there is; how many portions it took.
  int sweep() throws SQLException {
    int portions = 1;
    while (run(upkeep::sweep)) {
      portions++;
    }
    return portions;
  }

  /// How many rows a table has.
  long rows(String table) throws SQLException {
    return database.sql("SELECT count(*) FROM " + table).number(0);
  }

  @Override
  public void close() throws SQLException {
    checkpoints.close();
    database.close();
  }

  /// What time it is for queues.
  Moment now() {
    return tx.clock().now();
  }
}
