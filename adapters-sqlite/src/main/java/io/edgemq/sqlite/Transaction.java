package io.edgemq.sqlite;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The writer's transaction: its connection, and what in memory goes with it.
final class Transaction {
  private final Database database;
  private final InstantSource clock;
  private final Room room;
  private final Set<Tracked> touched = new LinkedHashSet<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private long changesBefore;
  private long bytes;
  private long now;
  private boolean admitted;

  Transaction(Database database, InstantSource clock, Room room) {
    this.database = database;
    this.clock = clock;
    this.room = room;
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
    return now;
  }

  /// A number that nothing had before and nothing will have again.
  long newId() throws SQLException {
    return database.sql("UPDATE counter SET value = value + 1 RETURNING value").number(0);
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
    now = clock.millis();
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
    database.sql("COMMIT").run();
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
