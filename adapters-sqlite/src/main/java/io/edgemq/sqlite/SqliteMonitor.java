package io.edgemq.sqlite;

import io.edgemq.domain.Impairment;
import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreMonitor.Reading.Kind;
import java.io.File;
import java.time.Duration;
import java.util.List;

/// [StoreMonitor] of a SQLite store.
final class SqliteMonitor implements StoreMonitor {
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final Writer writer;
  private final Room room;
  private final File database;
  private final File log;

  SqliteMonitor(Writer writer, Room room, SqliteConfig config) {
    this.writer = writer;
    this.room = room;
    this.database = config.file().toFile();
    this.log = config.log().toFile();
  }

  /// Whether the writer answers. Nothing is written for it.
  @Override
  public Health health() {
    try {
      writer.call(_ -> true, PATIENCE);
    } catch (StoreException e) {
      return new Health.Down(String.valueOf(e.getMessage()));
    }
    var full = room.lack();
    return full == null ? new Health.Up() : new Health.Up(List.of(new Impairment.Full(full)));
  }

  @Override
  public List<Reading> readings() {
    var gauges = writer.gauges();
    return List.of(
        counter("commits_total", "Transactions made durable.", gauges.commits.sum()),
        counter("commands_total", "Calls answered by them.", gauges.commands.sum()),
        counter(
            "commit_seconds_total",
            "Time spent waiting for the disk in commits.",
            gauges.commitNanos.sum() / 1e9),
        counter("rollbacks_total", "Transactions that failed.", gauges.rollbacks.sum()),
        gauge("queued_commands", "Calls that wait for the writer.", writer.depth()),
        gauge("database_bytes", "Size of the database file.", database.length()),
        gauge("wal_bytes", "Size of the write-ahead log.", log.length()));
  }

  private static Reading counter(String name, String help, Number value) {
    return new Reading(name, help, Kind.COUNTER, value.doubleValue());
  }

  private static Reading gauge(String name, String help, Number value) {
    return new Reading(name, help, Kind.GAUGE, value.doubleValue());
  }
}
