package io.edgemq.sqlite;

import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.out.AuditLog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// [AuditLog] in SQLite. Appended to by the writer, so that there is one chain; read beside it.
final class SqliteAuditLog implements AuditLog {
  private final Writer writer;
  private final Readers readers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();

  /// The last sequence that is durable. Guarded by the lock.
  private long last;

  SqliteAuditLog(Engine engine) {
    this.writer = engine.writer();
    this.readers = engine.readers();
  }

  /// Finds out where it ends.
  void load(Database database) throws SQLException {
    show(AuditRows.last(database));
  }

  @Override
  public AuditEntry append(AuditRecord what, Sealer sealer) {
    return writer.call(tx -> append(tx, what, sealer));
  }

  private AuditEntry append(Transaction tx, AuditRecord what, Sealer sealer) throws SQLException {
    var entry = AuditRows.append(tx, what, sealer);
    tx.afterCommit(() -> show(entry.sequence()));
    return entry;
  }

  private void show(long sequence) {
    lock.lock();
    try {
      last = sequence;
      appended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<AuditEntry> after(long sequence, int limit) {
    return readers.call(database -> AuditRows.after(database, sequence, limit));
  }

  @Override
  public List<AuditEntry> before(long sequence, int limit) {
    return readers.call(database -> AuditRows.before(database, sequence, limit));
  }

  @Override
  public Optional<AuditHead> head() {
    return readers.call(AuditRows::head);
  }

  @Override
  public boolean await(long sequence, Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        writer.refuseIfClosed();
        if (last > sequence) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
        left = appended.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets those who wait see that the store is closed.
  void wake() {
    lock.lock();
    try {
      appended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
