package io.edgemq.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;

/// Whether a store that was full has room again, found out without writing anything.
final class Room {
  private static final long PAGES = 64;
  private static final long BYTES = 16L << 20;

  private final SqliteConfig config;

  Room(SqliteConfig config) {
    this.config = config;
  }

  /// Whether there are pages to fill within the limit of the file, and space for the log.
  boolean isBack(Database database) {
    try {
      return hasPages(database) && hasSpace();
    } catch (SQLException | IOException unknown) {
      return false;
    }
  }

  private boolean hasPages(Database database) throws SQLException {
    long most = config.pages();
    long unused = most - database.pragma("page_count");
    return unused >= PAGES || database.pragma("freelist_count") >= PAGES;
  }

  private boolean hasSpace() throws IOException {
    return Files.getFileStore(config.directory()).getUsableSpace() >= BYTES;
  }
}
