package io.edgemq.sqlite;

import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.DatabaseBackup;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.ports.out.InviteRequestStore;
import io.edgemq.ports.out.InviteStore;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.JobStore;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.PeerUsage;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StorageUse;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Every port of a store over one data directory, which belongs to this process until [#close].
public final class SqliteStore implements AutoCloseable {
  private final DirectoryLock lock;
  private final Database writing;
  private final Checkpoints checkpoints;
  private final CallDeadlines deadlines = new CallDeadlines();
  private final Engine engine;
  private final SqlitePorts ports;
  private final SqliteBackups backups;
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
    var kv = KvParts.of(topics);
    this.checkpoints = new Checkpoints(Database.checkpointing(config));
    var states = new Upkeep.States(queues, topics);
    var upkeep = new Upkeep(states, expiry, kv.upkeep(), checkpoints);
    var tx = new Transaction(writing, clock, room);
    var writer = new Writer(config, tx, upkeep, deadlines);
    var readers = new Readers(config, deadlines);
    this.engine = new Engine(writer, readers, clock, tx.clock(), queues, topics, kv.buckets());
    this.ports = new SqlitePorts(engine, rows, expiry, kv);
    this.backups = new SqliteBackups(config, origin.space(), checkpoints);
    this.monitor = new SqliteMonitor(writer, room, config);
  }

  /// Opens the store in `config.directory()`, making both when they are not there. What a process
  /// that crashed left behind is opened like anything else. Throws [StoreOpenException] when
  /// another process has the directory, a newer release wrote it, or it cannot be used.
  public static SqliteStore open(SqliteConfig config, StoreTime clock) {
    return open(config, clock, Space::of);
  }

  /// As [#open(SqliteConfig, StoreTime)], on a disk of a test's own.
  static SqliteStore open(SqliteConfig config, StoreTime clock, Space.Disk disk) {
    var lock = DirectoryLock.take(config);
    try {
      NativeLibrary.load();
      Database.keepPrivate(config.file());
      return open(config, new Origin(clock, lock, disk.at(config.directory())));
    } catch (Exception e) {
      lock.closeAfter(e);
      throw OpenFailure.of(config, e);
    }
  }

  /// Looks at the data directory and changes nothing, also while another process has it open.
  /// Throws [StoreOpenException.Unusable] when it cannot be looked at.
  public static List<Finding> examine(SqliteConfig config) {
    return new SqliteExamination(config).findings();
  }

  /// Puts a copy that [#backups] has made in the place of a database that no process has. Checks
  /// the copy, keeps the database that is there under another name, and puts the copy in its place.
  /// The copy stays. A crash leaves one of the two in place, or neither and both as files.
  ///
  /// @param now names what was there
  /// @return where the database is now that was there; empty when there was none
  /// @throws StoreOpenException.Locked when a process has the directory
  /// @throws StoreOpenException.Newer when a newer release wrote the copy
  /// @throws StoreOpenException.Unusable when the copy is no whole database, or cannot be put there
  public static Optional<Path> restore(Path copy, SqliteConfig target, Instant now) {
    return SqliteRestore.restore(copy, target, now);
  }

  /// The audit log of the database of `config`, to read: also while a server has it.
  ///
  /// @throws StoreOpenException.Newer when a newer release wrote it
  /// @throws StoreOpenException.Unusable when there is no such database, or no audit log in it
  public static Audit readAudit(SqliteConfig config) {
    return SqliteAudit.open(config.file());
  }

  /// An audit log to read. It neither waits for a server that has the database nor holds it up.
  /// Writes nothing, but what every reader does when a crash left a log without its index: it makes
  /// that anew. For one thread. Every call sees what is durable by then, so whoever reads the head
  /// first finds all entries up to it.
  public sealed interface Audit extends AutoCloseable permits SqliteAudit {
    /// As [AuditLog#after].
    List<AuditEntry> after(long sequence, int limit);

    /// As [AuditLog#head].
    Optional<AuditHead> head();

    @Override
    void close();
  }

  /// What comes from outside.
  private record Origin(StoreTime clock, DirectoryLock lock, Space space) {}

  private static SqliteStore open(SqliteConfig config, Origin origin) throws SQLException {
    var writing = Database.writing(config);
    try {
      new Migrations(Schema.VERSIONS).apply(writing, config.file());
      var store = new SqliteStore(config, origin, writing);
      store.ports.load(writing);
      store.start();
      return store;
    } catch (SQLException | RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  private void start() {
    checkpoints.start();
    deadlines.start();
    engine.readers().start();
    engine.writer().start();
  }

  /// Which queues there are.
  public QueueCatalog queueCatalog() {
    return ports.queueCatalog;
  }

  /// The messages of queues.
  public QueueStore queueStore() {
    return ports.queueStore;
  }

  /// Which topics there are.
  public TopicCatalog topicCatalog() {
    return ports.topicCatalog;
  }

  /// The messages of topics.
  public TopicLog topicLog() {
    return ports.topicLog;
  }

  /// Which buckets there are.
  public BucketCatalog buckets() {
    return ports.buckets;
  }

  /// The entries of buckets.
  public KvStore kv() {
    return ports.kv;
  }

  /// The change streams that a bridge forwards: there are none.
  public ChangeStreamStore changeStreams() {
    return ports.changeStreams;
  }

  /// Which subscriptions there are.
  public SubscriptionStore subscriptions() {
    return ports.subscriptions;
  }

  /// How far deliveries have come.
  public DeliveryStore deliveries() {
    return ports.deliveries;
  }

  /// The dead letters of subscriptions.
  public DeadLetterStore deadLetters() {
    return ports.deadLetters;
  }

  /// The latest attempts of subscriptions.
  public AttemptLog attempts() {
    return ports.attempts;
  }

  /// Which keys there are.
  public KeyDirectory keys() {
    return ports.keys;
  }

  /// Which tenants there are.
  public TenantStore tenants() {
    return ports.tenants;
  }

  /// Which background jobs there are.
  public JobStore jobs() {
    return ports.jobs;
  }

  /// What was done.
  public AuditLog audit() {
    return ports.audit;
  }

  /// Which invites there are.
  public InviteStore invites() {
    return ports.invites;
  }

  /// Who has asked for invites.
  public InviteRequestStore inviteRequests() {
    return ports.inviteRequests;
  }

  /// Which issuers tenants trust.
  public IssuerStore issuers() {
    return ports.issuers;
  }

  /// Which ingests there are.
  public IngestStore ingests() {
    return ports.ingests;
  }

  /// How much room messages take.
  public StorageUse storage() {
    return ports.storage;
  }

  /// The other processes that have it open: there are none.
  public PeerUsage peers() {
    return ports.peers;
  }

  /// Copies of its file, made while it is used.
  public DatabaseBackup backups() {
    return backups;
  }

  /// How the store is doing.
  public StoreMonitor monitor() {
    return monitor;
  }

  /// Carries out what was handed in, ends every wait, and gives the directory back; again does
  /// nothing. Later calls of any port fail with `StoreException.Unavailable`.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    backups.close();
    engine.writer().close();
    engine.queues().all().forEach(queue -> queue.waiters().end());
    ports.wake();
    engine.readers().close();
    deadlines.close();
    try {
      checkpoints.close();
      engine.queueClock().leaveMark(writing);
      writing.close();
      lock.close();
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("the store did not close cleanly", e);
    }
  }
}
