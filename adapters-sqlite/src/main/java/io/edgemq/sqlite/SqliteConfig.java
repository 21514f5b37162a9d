package io.edgemq.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where a store lives and how much it may use.
///
/// @param directory the data directory; made when it is not there
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
    @Nullable Long maxDatabaseBytes,
    int readers,
    int cacheBytes,
    int queuedCommands,
    Duration timeout) {
  public SqliteConfig {
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
    return new SqliteConfig(directory, null, 2, 16 << 20, 1 << 14, Duration.ofSeconds(30));
  }

  /// This with a limit on what the database holds, from 1 MiB.
  public SqliteConfig withMaxDatabaseBytes(long bytes) {
    return new SqliteConfig(directory, bytes, readers, cacheBytes, queuedCommands, timeout);
  }
}
