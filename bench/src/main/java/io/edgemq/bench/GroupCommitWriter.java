package io.edgemq.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One thread with one SQLite connection. It commits all rows that were queued while it was busy.
/// It is a platform thread, because native calls would pin a virtual thread to its carrier.
final class GroupCommitWriter {
  private static final int MAX_ROWS_PER_COMMIT = 1024;

  private final Connection connection;
  private final PreparedStatement insert;
  private final Queue<Row> queue = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean idle;
  private long sequence;

  private static final class Row {
    private final byte[] body;
    private final Thread waiter = Thread.currentThread();
    private volatile long sequence;

    Row(byte[] body) {
      this.body = body;
    }
  }

  private GroupCommitWriter(Connection connection) throws SQLException {
    this.connection = connection;
    this.insert = connection.prepareStatement("INSERT INTO log (sequence, body) VALUES (?, ?)");
    this.thread = Thread.ofPlatform().daemon().name("floor-writer").unstarted(this::commitForEver);
  }

  static GroupCommitWriter start(Path folder) throws SQLException {
    var writer = new GroupCommitWriter(open(folder));
    writer.thread.start();
    return writer;
  }

  /// A database with a log table: WAL, `synchronous=FULL`, explicit commits. The driver must not
  /// ask for generated keys, since that runs a query after every insert.
  static Connection open(Path folder) throws SQLException {
    var url = "jdbc:sqlite:" + folder.resolve("floor.db") + "?jdbc.get_generated_keys=false";
    var connection = DriverManager.getConnection(url);
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS log (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL)");
    }
    connection.setAutoCommit(false);
    return connection;
  }

  /// Returns the sequence of the body once its commit is on disk. Blocks. Throws
  /// `InterruptedException` when the caller is told to stop; the row may be stored or not.
  long store(byte[] body) throws InterruptedException {
    var row = new Row(body);
    queue.add(row);
    if (idle) LockSupport.unpark(thread);
    while (row.sequence == 0) {
      LockSupport.park(this);
      if (Thread.interrupted()) throw new InterruptedException();
    }
    return row.sequence;
  }

  private void commitForEver() {
    var rows = new ArrayList<Row>(MAX_ROWS_PER_COMMIT);
    try {
      while (!Thread.interrupted()) {
        for (var row = queue.poll(); row != null; row = next(rows)) rows.add(row);
        if (rows.isEmpty()) awaitRows();
        else commit(rows);
        rows.clear();
      }
    } catch (SQLException broken) {
      throw new IllegalStateException("the floor's database is broken", broken);
    }
  }

  private @Nullable Row next(List<Row> rows) {
    return rows.size() < MAX_ROWS_PER_COMMIT ? queue.poll() : null;
  }

  /// Parks until a row is queued. It may also return without one.
  private void awaitRows() {
    idle = true;
    if (queue.isEmpty()) LockSupport.park(this);
    idle = false;
  }

  private void commit(List<Row> rows) throws SQLException {
    long first = sequence + 1;
    for (var row : rows) {
      insert.setLong(1, ++sequence);
      insert.setBytes(2, row.body);
      insert.executeUpdate();
    }
    connection.commit();
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      row.sequence = first + i;
      LockSupport.unpark(row.waiter);
    }
  }
}
