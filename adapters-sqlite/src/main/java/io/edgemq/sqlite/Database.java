package io.edgemq.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/// One connection and its prepared statements, for one thread at a time.
final class Database implements AutoCloseable {
  /// Small pages: a commit of few rows writes whole pages to the log (ADR 0009).
  static final int PAGE_BYTES = 4096;

  private final Connection connection;
  private final Map<String, Sql> statements = new HashMap<>();
  private long changes;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /// The log beside the database in `file`.
  static Path log(Path file) {
    return beside(file, "-wal");
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /// Makes the database's file when it is not there. From then on only its owner may read it, its
  /// log and the log's index: SQLite makes those with the mode of the database.
  static void keepPrivate(Path file) throws IOException {
    OwnerOnly.make(file);
    OwnerOnly.protect(log(file));
    OwnerOnly.protect(beside(file, "-shm"));
  }

  /// The connection that writes.
  static Database writing(SqliteConfig config) throws SQLException {
    var database = open(config);
    database.execute("PRAGMA page_size=" + PAGE_BYTES);
    database.execute("PRAGMA journal_mode=WAL");
    // FULL: a commit returns once the log is on disk. NORMAL would lose acknowledged messages.
    database.execute("PRAGMA synchronous=FULL");
    // The store decides itself when to move the log into the database: see Checkpoints.
    database.execute("PRAGMA wal_autocheckpoint=0");
    database.execute("PRAGMA journal_size_limit=" + (64 << 20));
    return database;
  }

  /// A connection that only reads.
  static Database reading(SqliteConfig config) throws SQLException {
    var database = open(config);
    database.execute("PRAGMA query_only=ON");
    return database;
  }

  /// A connection that leaves the files as they are, and makes none.
  static Database examining(Path file) throws SQLException {
    // Without its log nobody has the database open, and SQLite would make one to read it.
    boolean isAtRest = !Files.exists(log(file));
    var url = "jdbc:sqlite:" + file.toUri() + (isAtRest ? "?immutable=1" : "?mode=ro");
    var database = new Database(DriverManager.getConnection(url));
    database.execute("PRAGMA busy_timeout=500");
    database.execute("PRAGMA query_only=ON");
    return database;
  }

  /// A connection that reads all there is, to copy it.
  static Database copying(SqliteConfig config) throws SQLException {
    return open(config);
  }

  /// A connection for moving the log into the database.
  static Database checkpointing(SqliteConfig config) throws SQLException {
    var database = open(config);
    database.execute("PRAGMA synchronous=FULL");
    database.execute("PRAGMA wal_autocheckpoint=0");
    return database;
  }

  private static Database open(SqliteConfig config) throws SQLException {
    var url = "jdbc:sqlite:" + config.file();
    var properties = new Properties();
    // Otherwise the driver prepares and runs a query for the new row's number after every insert.
    properties.setProperty("jdbc.get_generated_keys", "false");
    var database = new Database(DriverManager.getConnection(url, properties));
    // Only the beginning of a new log ever waits: for those who read the old one.
    database.execute("PRAGMA busy_timeout=500");
    database.execute("PRAGMA cache_size=-" + Math.max(1, config.cacheBytes() >> 10));
    database.execute("PRAGMA mmap_size=0");
    database.execute("PRAGMA temp_store=MEMORY");
    database.execute("PRAGMA foreign_keys=OFF");
    database.leaveTransactionsToUs();
    return database;
  }

  /// From now on the driver believes that it has begun a transaction, which is ended here. While it
  /// believes that there is none, it tries to begin one before every statement: three native calls
  /// more for each row, a tenth of what the writer does for it.
  private void leaveTransactionsToUs() throws SQLException {
    connection.setAutoCommit(false);
    execute("COMMIT");
  }

  /// The statement of this text, prepared once.
  Sql sql(String text) throws SQLException {
    var known = statements.get(text);
    if (known != null) {
      return known;
    }
    var prepared = new Sql(text, connection.prepareStatement(text), this);
    statements.put(text, prepared);
    return prepared;
  }

  /// The statement of this text is of no use any more.
  void forget(String text) {
    statements.remove(text);
  }

  /// The texts of the statements prepared so far.
  Set<String> texts() {
    return Set.copyOf(statements.keySet());
  }

  /// The connection itself, for what has no statement.
  Connection connection() {
    return connection;
  }

  /// Executes a statement that is not worth keeping.
  void execute(String text) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  /// The number that a pragma answers.
  long pragma(String name) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("PRAGMA " + name)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /// Rows changed since the connection was opened: tells whether anything was written.
  long changes() {
    return changes;
  }

  void changed(int rows) {
    changes += rows;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
