package io.edgemq.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where a store lives and how much it may use.
///
/// @param directory the data directory; made when it is not there
/// @param name of the database's file in it; several stores may share a directory under several
///     names
/// @param maxDatabaseBytes how much the database may hold; an eighth of it, 16 MiB at most, is kept
///     for what frees room: a call that would store something new beyond the rest fails as on a
/// full
///     disk; null: as much as the disk allows
/// @param readers threads that read beside the writer, from 1
/// @param cacheBytes memory for pages, per connection
/// @param queuedCommands how many writes may wait for the writer; more callers block
/// @param timeout how long a call waits for its answer before it fails as timed out
public record SqliteConfig(
    Path directory,
    String name,
    @Nullable Long maxDatabaseBytes,
    int readers,
    int cacheBytes,
    int queuedCommands,
    Duration timeout) {
  /// The name of the file that holds all that a store holds.
  public static final String DEFAULT_NAME = "edgemq.db";

  /// The name of the file beside a store of another kind: it has what only the control plane needs.
  public static final String CONTROL_NAME = "control.db";

  private static final String SUFFIX = ".db";

  public SqliteConfig {
    if (name.length() <= SUFFIX.length() || !name.endsWith(SUFFIX) || isPath(name)) {
      throw new IllegalArgumentException("not the name of a database's file: " + name);
    }
    if (readers < 1 || cacheBytes < 1 || queuedCommands < 1 || !timeout.isPositive()) {
      throw new IllegalArgumentException("not a store configuration");
    }
    if (maxDatabaseBytes != null && maxDatabaseBytes < 1 << 20) {
      throw new IllegalArgumentException("a database needs a megabyte at least");
    }
  }

  /// The defaults, in `directory`: no limit but the disk's, two readers, 16 MiB of pages each, 30
  /// s.
  public static SqliteConfig in(Path directory) {
    return new SqliteConfig(
        directory, DEFAULT_NAME, null, 2, 16 << 20, 1 << 14, Duration.ofSeconds(30));
  }

  /// This with a limit on what the database holds, from 1 MiB.
  public SqliteConfig withMaxDatabaseBytes(long bytes) {
    return new SqliteConfig(directory, name, bytes, readers, cacheBytes, queuedCommands, timeout);
  }

  /// This with another name of the file.
  public SqliteConfig named(String other) {
    return new SqliteConfig(
        directory, other, maxDatabaseBytes, readers, cacheBytes, queuedCommands, timeout);
  }

  private static boolean isPath(String name) {
    return name.indexOf('/') >= 0 || name.indexOf('\\') >= 0;
  }

  /// The database's file.
  public Path file() {
    return directory.resolve(name);
  }

  /// The log beside it.
  Path log() {
    return Database.log(file());
  }

  /// What only the process that has the database has a lock on.
  Path lock() {
    return directory.resolve(name.substring(0, name.length() - SUFFIX.length()) + ".lock");
  }
}
