package io.edgemq.sqlite;

import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.Finding.Ok;
import io.edgemq.ports.out.Finding.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Looks at a data directory, also while a server uses it. Only reads.
final class SqliteExamination {
  private static final Set<String> OWNERS = Set.of("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE");

  /// Below this a server soon refuses to store.
  private static final long LITTLE = 256L << 20;

  private static final int MOST_COMPLAINTS = 5;

  private final SqliteConfig config;
  private final Path directory;

  SqliteExamination(SqliteConfig config) {
    this.config = config;
    this.directory = config.directory();
  }

  /// All findings. Throws [StoreOpenException.Unusable] when the directory cannot be looked at.
  List<Finding> findings() {
    var file = config.file();
    if (!Files.exists(file)) {
      return List.of(new Ok(file.toString(), "there is no database yet"));
    }
    try {
      NativeLibrary.load();
      var findings = new ArrayList<Finding>();
      try (var database = Database.examining(config.file())) {
        var integrity = integrity(database, file);
        findings.add(integrity);
        if (integrity instanceof Ok) {
          findings.add(version(database, file));
          if (database.pragma("user_version") >= RowExamination.SINCE) {
            findings.add(new RowExamination(database).finding());
          }
          findings.add(bound(database));
        }
      }
      findings.add(modes());
      findings.add(space());
      return List.copyOf(findings);
    } catch (Exception e) {
      throw new StoreOpenException.Unusable(
          "the database in "
              + directory.toAbsolutePath()
              + " cannot be examined: "
              + e.getMessage(),
          e);
    }
  }

  private static Finding version(Database database, Path file) throws SQLException {
    long found = database.pragma("user_version");
    int known = Schema.VERSIONS.size();
    if (found > known) {
      return new Problem(
          file.toString(),
          "it has version %d, this release knows up to %d".formatted(found, known),
          "use the release that wrote it, or a newer one");
    }
    return new Ok(
        "version",
        found == known
            ? Long.toString(found)
            : "%d; the next start brings it to %d".formatted(found, known));
  }

  private static Finding integrity(Database database, Path file) throws SQLException {
    var complaints = new ArrayList<String>();
    try (var statement = database.connection().createStatement();
        var rows = statement.executeQuery("PRAGMA quick_check(" + MOST_COMPLAINTS + ")")) {
      while (rows.next()) {
        complaints.add(String.valueOf(rows.getString(1)));
      }
    } catch (SQLException damaged) {
      complaints.add(String.valueOf(damaged.getMessage()));
    }
    return complaints.equals(List.of("ok"))
        ? new Ok("integrity", "quick_check found nothing")
        : new Problem(
            file.toString(),
            "it is damaged: " + String.join("; ", complaints),
            "stop the server, keep a copy of the directory, and restore a backup");
  }

  private Finding bound(Database database) throws SQLException {
    long unused = database.pragma("freelist_count");
    long used = database.pragma("page_count") - unused;
    var most = config.maxDatabaseBytes();
    if (most == null) {
      return new Ok("size", used * Database.PAGE_BYTES + " bytes in use; no limit but the disk's");
    }
    var detail = "%d of %d bytes in use".formatted(used * Database.PAGE_BYTES, most);
    return used * Database.PAGE_BYTES * 5 <= most * 4
        ? new Ok("size", detail)
        : new Problem("size", detail, "raise --max-store-bytes, or remove what is not needed");
  }

  private Finding modes() throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new Ok("modes", "this file system has none");
    }
    try (Stream<Path> files = Files.list(directory)) {
      var open = new ArrayList<String>();
      for (var file : files.sorted().toList()) {
        if (isOpen(file)) {
          open.add(file.getFileName().toString());
        }
      }
      return open.isEmpty()
          ? new Ok("modes", "only the owner may read the files")
          : new Problem(
              directory.toString(),
              "others may read: " + String.join(", ", open),
              "chmod go-rwx these files");
    }
  }

  private static boolean isOpen(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).stream()
        .anyMatch(permission -> !OWNERS.contains(permission.name()));
  }

  private Finding space() throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    return free >= LITTLE
        ? new Ok("room", free + " bytes free on the disk")
        : new Problem("room", free + " bytes free on the disk", "free some");
  }
}
