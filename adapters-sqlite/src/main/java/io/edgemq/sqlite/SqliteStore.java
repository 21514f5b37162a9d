package io.edgemq.sqlite;

import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.JobStore;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/// Every port of a store over one data directory, which belongs to this process until [#close].
public final class SqliteStore implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SqliteStore.class.getName());

  private final DirectoryLock lock;
  private final Database writing;
  private final Checkpoints checkpoints;
  private final CallDeadlines deadlines = new CallDeadlines();
  private final Engine engine;
  private final SqliteQueueCatalog queueCatalog;
  private final SqliteQueueStore queueStore;
  private final SqliteTopicCatalog topicCatalog;
  private final SqliteTopicLog topicLog;
  private final TopicTable topicTable = new TopicTable();
  private final SqliteSubscriptionStore subscriptions;
  private final SqliteDeliveryStore deliveries;
  private final SqliteDeadLetterStore deadLetters;
  private final SqliteKeyDirectory keys;
  private final SqliteTenantStore tenants;
  private final SqliteJobStore jobs;
  private final SqliteMonitor monitor;
  private boolean closed;

  private SqliteStore(SqliteConfig config, Origin origin, Database writing) throws SQLException {
    this.lock = origin.lock();
    this.writing = writing;
    var clock = origin.clock();
    var room = new Room(config, origin.space());
    var queues = new NameIndex<SqliteQueue>();
    var topics = new NameIndex<SqliteTopic>();
    var rows = new QueueRows(writing);
    var expiry = new QueueExpiry(rows);
    this.checkpoints = new Checkpoints(Database.checkpointing(config));
    var states = new Upkeep.States(queues, topics);
    var upkeep = new Upkeep(states, expiry, checkpoints);
    var tx = new Transaction(writing, clock, room);
    var writer = new Writer(config, tx, upkeep, deadlines);
    var readers = new Readers(config, deadlines);
    this.engine = new Engine(writer, readers, clock, tx.clock(), queues, topics);
    this.queueCatalog = new SqliteQueueCatalog(engine, expiry);
    this.queueStore = new SqliteQueueStore(engine, rows);
    this.subscriptions = new SqliteSubscriptionStore(engine);
    this.deliveries = new SqliteDeliveryStore(engine, subscriptions);
    this.deadLetters = new SqliteDeadLetterStore(engine, subscriptions);
    this.topicCatalog = new SqliteTopicCatalog(engine, subscriptions, topicTable);
    this.topicLog = new SqliteTopicLog(engine);
    this.keys = new SqliteKeyDirectory(engine);
    this.tenants = new SqliteTenantStore(engine);
    this.jobs = new SqliteJobStore(engine);
    this.monitor = new SqliteMonitor(writer, room, config.directory());
  }

  /// Opens the store in `config.directory()`, making both when they are not there. What a process
  /// that crashed left behind is opened like anything else. Throws [StoreOpenException] when
  /// another process has the directory, a newer release wrote it, or it cannot be used.
  public static SqliteStore open(SqliteConfig config, StoreTime clock) {
    return open(config, clock, Space::of);
  }

  /// As [#open(SqliteConfig, StoreTime)], on a disk of a test's own.
  static SqliteStore open(SqliteConfig config, StoreTime clock, Disk disk) {
    var lock = DirectoryLock.take(config.directory());
    try {
      NativeLibrary.load();
      Database.keepPrivate(config.directory());
      return open(config, new Origin(clock, lock, disk.at(config.directory())));
    } catch (Exception e) {
      release(lock, e);
      throw OpenFailure.of(config.directory(), e);
    }
  }

  /// Looks at the data directory and changes nothing, also while another process has it open.
  /// Throws [StoreOpenException.Unusable] when it cannot be looked at.
  public static List<Finding> examine(SqliteConfig config) {
    return new SqliteExamination(config).findings();
  }

  /// Finds the room on the disk of a directory.
  @FunctionalInterface
  interface Disk {
    Space at(Path directory) throws IOException;
  }

  /// What comes from outside.
  private record Origin(StoreTime clock, DirectoryLock lock, Space space) {}

  private static SqliteStore open(SqliteConfig config, Origin origin) throws SQLException {
    var writing = Database.writing(config);
    try {
      new Migrations(Schema.VERSIONS).apply(writing, config.directory());
      var store = new SqliteStore(config, origin, writing);
      store.load();
      store.start();
      return store;
    } catch (SQLException | RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  private static void release(DirectoryLock lock, Exception cause) {
    try {
      lock.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void load() throws SQLException {
    QueueTable.load(writing, engine.queues());
    topicTable.load(writing, engine.topics());
    subscriptions.load(writing);
    deliveries.load(writing);
    keys.load(writing);
    tenants.load(writing);
    jobs.load(writing);
  }

  private void start() {
    checkpoints.start();
    deadlines.start();
    engine.readers().start();
    engine.writer().start();
  }

  /// Which queues there are.
  public QueueCatalog queueCatalog() {
    return queueCatalog;
  }

  /// The messages of queues.
  public QueueStore queueStore() {
    return queueStore;
  }

  /// Which topics there are.
  public TopicCatalog topicCatalog() {
    return topicCatalog;
  }

  /// The messages of topics.
  public TopicLog topicLog() {
    return topicLog;
  }

  /// Which subscriptions there are.
  public SubscriptionStore subscriptions() {
    return subscriptions;
  }

  /// How far deliveries have come.
  public DeliveryStore deliveries() {
    return deliveries;
  }

  /// The dead letters of subscriptions.
  public DeadLetterStore deadLetters() {
    return deadLetters;
  }

  /// Which keys there are.
  public KeyDirectory keys() {
    return keys;
  }

  /// Which tenants there are.
  public TenantStore tenants() {
    return tenants;
  }

  /// Which background jobs there are.
  public JobStore jobs() {
    return jobs;
  }

  /// How the store is doing.
  public StoreMonitor monitor() {
    return monitor;
  }

  /// So that queue time goes on from here. Without it, it goes on from an earlier mark.
  private void leaveMark() {
    try {
      engine.queueClock().mark(writing, engine.queueClock().now());
    } catch (SQLException unwritable) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "the time was not marked; why={0}",
          String.valueOf(unwritable));
    }
  }

  /// Carries out what was handed in, ends every wait, and gives the directory back; again does
  /// nothing. Later calls of any port fail with `StoreException.Unavailable`.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    engine.writer().close();
    engine.queues().all().forEach(queue -> queue.waiters().end());
    engine.topics().all().forEach(topic -> topic.live().wake());
    subscriptions.wake();
    keys.wake();
    engine.readers().close();
    deadlines.close();
    try {
      checkpoints.close();
      leaveMark();
      writing.close();
      lock.close();
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("the store did not close cleanly", e);
    }
  }
}
