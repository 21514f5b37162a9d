package io.edgemq.sqlite;

import io.edgemq.domain.lease.Moment;
import io.edgemq.ports.out.StoreTime;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The writer's transaction: its connection, and what in memory goes with it.
final class Transaction {
  private final Database database;
  private final QueueClock clock;
  private final Room room;
  private final Set<Tracked> touched = new LinkedHashSet<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private long changesBefore;
  private long bytes;
  private Moment now = new Moment(0, 0);
  private boolean admitted;

  /// Of an open database. Reads in it what time it is for queues.
  Transaction(Database database, StoreTime time, Room room) throws SQLException {
    this.database = database;
    this.clock = QueueClock.open(database, time);
    this.room = room;
  }

  /// What time it is for queues.
  QueueClock clock() {
    return clock;
  }

  Database database() {
    return database;
  }

  /// The statement of this text.
  Sql sql(String text) throws SQLException {
    return database.sql(text);
  }

  /// Unix milliseconds; the same for the whole of one piece of work.
  long now() {
    return now.wall();
  }

  /// The time by which leases and delays end: [QueueClock].
  long queueTime() {
    return now.elapsed();
  }

  /// A number that nothing had before and nothing will have again.
  long newId() throws SQLException {
    return database.sql("UPDATE counter SET value = value + 1 RETURNING value").number(0);
  }

  /// `count` such numbers, one after the other; the first of them.
  long newIds(int count) throws SQLException {
    var next = database.sql("UPDATE counter SET value = value + ? RETURNING value").set(count);
    return next.number(0) - count + 1;
  }

  /// `state` has changed, or is about to.
  void touch(Tracked state) {
    touched.add(state);
  }

  /// How much room there is.
  Room room() {
    return room;
  }

  /// This piece of work is about to store something new; it asks before its first change. Throws
  /// `StoreException.Full` when there is no room for that. What frees room need not ask.
  void requireRoom() throws SQLException {
    if (!admitted) {
      room.require(database);
      admitted = true;
    }
  }

  /// This piece of work is about to store what has to be kept while there is no room for anything
  /// else. Throws `StoreException.Full` when much of the reserve is used up, too.
  void requireReserve() throws SQLException {
    room.requireReserve(database);
  }

  /// Payload was written; bounds how much one commit gathers.
  void wrote(long payloadBytes) {
    bytes += payloadBytes;
    room.wrote(payloadBytes);
  }

  /// Runs once the transaction is durable, never if it fails.
  void afterCommit(Runnable action) {
    afterwards.add(action);
  }

  /// A piece of work begins.
  void next() {
    now = clock.now();
    admitted = false;
  }

  void begin() throws SQLException {
    database.sql("BEGIN IMMEDIATE").run();
    changesBefore = database.changes();
    bytes = 0;
  }

  /// Payload bytes written since [#begin].
  long bytes() {
    return bytes;
  }

  /// Whether rows were written since [#begin].
  boolean hasChanges() {
    return database.changes() != changesBefore;
  }

  /// Makes everything durable. Returns once it is on disk.
  void commit() throws SQLException {
    for (var state : touched) {
      state.flush(database);
    }
    boolean marks = hasChanges() && clock.isMarkDue(now);
    if (marks) {
      clock.mark(database, now);
    }
    database.sql("COMMIT").run();
    if (marks) {
      clock.marked(now);
    }
    touched.forEach(Tracked::committed);
    touched.clear();
    var actions = List.copyOf(afterwards);
    afterwards.clear();
    actions.forEach(Runnable::run);
  }

  /// Undoes everything since [#begin].
  void rollback() {
    try {
      database.sql("ROLLBACK").run();
    } catch (SQLException alreadyRolledBack) {
      // SQLite ends a transaction itself after some failures (FULL, IOERR); there is none left.
    }
    touched.forEach(Tracked::rolledBack);
    touched.clear();
    afterwards.clear();
  }
}
