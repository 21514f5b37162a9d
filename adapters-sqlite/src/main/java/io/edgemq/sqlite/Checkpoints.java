package io.edgemq.sqlite;

import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/// Moves the log (WAL) into the database, so that neither the log nor the start after a crash grows
/// without bound. While the writer is busy, a thread of its own moves most of the log. The writer
/// moves only the rest, which was written meanwhile, and then begins the log again. So no commit
/// waits for more than that rest. When readers have kept the log from being begun again until it is
/// very long, the writer waits for them, half a second at most.
final class Checkpoints implements AutoCloseable {
  private static final long MOST_COMMITS = 1000;
  private static final long MOST_BYTES = 8L << 20;

  /// With more pages than this in the log, the writer waits for the readers that hold it.
  private static final long MOST_PAGES = 1 << 16;

  /// By how much the log may grow on a disk that is nearly full before it is moved.
  private static final long TIGHT_BYTES = 1 << 20;

  /// A log longer than this is cut on a disk that is nearly full. A shorter one is room for what
  /// frees room.
  private static final long KEPT_BYTES = 8L << 20;

  private static final String PASSIVE = "PRAGMA wal_checkpoint(PASSIVE)";
  private static final String RESTART = "PRAGMA wal_checkpoint(RESTART)";
  private static final String TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)";

  private final Database database;
  private final Thread thread;
  private long commits;
  private long bytes;
  private long movedAt;
  private volatile Phase phase = Phase.RESTING;
  private volatile boolean closing;
  private volatile boolean yielding;

  private enum Phase {
    RESTING,
    MOVING,
    MOVED
  }

  /// Moves the log through `database`, a connection of its own.
  Checkpoints(Database database) {
    this.database = database;
    this.thread = Thread.ofPlatform().name("sqlite-checkpoint").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Whether the writer waits for no reader, because one reads the whole database. The log grows
  /// meanwhile.
  void yieldToReader(boolean whether) {
    yielding = whether;
  }

  /// Counts what was written since the log was begun; called by the writer, as are the next two.
  void committed(long payloadBytes) {
    commits++;
    bytes += payloadBytes;
  }

  /// Begins or ends moving a log that has become long.
  void whenBusy(Database writing) {
    switch (phase) {
      case RESTING -> {
        if (commits >= MOST_COMMITS || bytes >= MOST_BYTES) {
          phase = Phase.MOVING;
          LockSupport.unpark(thread);
        }
      }
      case MOVING -> {}
      case MOVED -> finish(writing);
    }
  }

  /// Moves what there is.
  void whenIdle(Database writing) {
    if (phase == Phase.MOVED || (phase == Phase.RESTING && commits > 0)) {
      finish(writing);
    }
  }

  /// Moves a log that has grown, so that what comes next goes into its beginning again.
  void whenTight(Database writing, long logBytes) {
    movedAt = Math.min(movedAt, logBytes);
    if (logBytes - movedAt > TIGHT_BYTES) {
      move(writing, PASSIVE);
      movedAt = logBytes;
    }
  }

  /// Moves a log that is long, and gives its room back to the disk.
  void giveBack(Database writing, long logBytes) {
    if (logBytes > KEPT_BYTES && !yielding) {
      move(writing, TRUNCATE);
    }
  }

  private void finish(Database writing) {
    if (move(writing, PASSIVE) > MOST_PAGES && !yielding) {
      move(writing, RESTART);
    }
    commits = 0;
    bytes = 0;
    phase = Phase.RESTING;
  }

  private void run() {
    while (!closing) {
      if (phase == Phase.MOVING) {
        move(database, PASSIVE);
        phase = Phase.MOVED;
      }
      LockSupport.parkNanos(this, 1_000_000_000L);
    }
  }

  /// Moves what can be moved. Answers how many pages the log has.
  private static long move(Database database, String statement) {
    try (var rows = database.sql(statement).rows()) {
      return rows.next() ? rows.getLong(2) : 0;
    } catch (SQLException later) {
      // Nothing is lost: the log still holds everything, and the next attempt moves it. A failure
      // that lasts shows up in the commits, which report it to their callers.
      return 0;
    }
  }

  /// Ends the thread and closes its connection.
  @Override
  public void close() throws SQLException {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    database.close();
  }
}
