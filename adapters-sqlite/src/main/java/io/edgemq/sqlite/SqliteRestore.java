package io.edgemq.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/// Puts a copy that [SqliteBackups] has made in the place of a database.
final class SqliteRestore {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final List<String> BESIDE = List.of("-wal", "-shm");

  private SqliteRestore() {}

  /// As [SqliteStore#restore].
  static Optional<Path> restore(Path copy, SqliteConfig target, Instant now) {
    if (!Files.isRegularFile(copy)) {
      throw new StoreOpenException.Unusable(
          "there is no backup " + copy.toAbsolutePath(), new IllegalStateException("no file"));
    }
    try {
      NativeLibrary.load();
      requireWhole(copy);
      requireKind(copy, target);
      try (var _ = DirectoryLock.take(target)) {
        return put(copy, target, now);
      }
    } catch (StoreOpenException known) {
      throw known;
    } catch (Exception e) {
      throw new StoreOpenException.Unusable(
          "the backup " + copy.toAbsolutePath() + " cannot be restored: " + OpenFailure.words(e),
          e);
    }
  }

  private static void requireWhole(Path copy) throws SQLException {
    try (var database = Database.examining(copy)) {
      if (Migrations.requireKnown(database, Schema.VERSIONS.size(), copy) == 0) {
        throw new StoreOpenException.Unusable(
            "the backup " + copy.toAbsolutePath() + " holds no database of EdgeMQ",
            new IllegalStateException("no version"));
      }
      try (var rows = database.sql("PRAGMA integrity_check(1)").rows()) {
        if (!rows.next() || !"ok".equals(rows.getString(1))) {
          throw new StoreOpenException.Unusable(
              "the backup " + copy.toAbsolutePath() + " is damaged",
              new IllegalStateException("integrity_check"));
        }
      }
    }
  }

  /// A database of the control plane beside a cluster has no tenants, and every other one has.
  private static void requireKind(Path copy, SqliteConfig target) throws SQLException {
    try (var database = Database.examining(copy)) {
      boolean isStore = database.sql("SELECT 1 FROM tenant LIMIT 1").any();
      boolean wanted = !target.name().equals(SqliteConfig.CONTROL_NAME);
      if (isStore != wanted) {
        throw new StoreOpenException.Unusable(
            "the backup "
                + copy.toAbsolutePath()
                + (isStore ? " is of a whole store" : " holds invites only")
                + ", and is not put in the place of "
                + target.file()
                + "; say with --store which one it is of",
            new IllegalStateException("another kind"));
      }
    }
  }

  private static Optional<Path> put(Path copy, SqliteConfig target, Instant now)
      throws IOException {
    var file = target.file();
    var fresh = file.resolveSibling(file.getFileName() + ".restoring");
    Files.deleteIfExists(fresh);
    OwnerOnly.make(fresh);
    Files.copy(copy, fresh, StandardCopyOption.REPLACE_EXISTING);
    OwnerOnly.protect(fresh);
    try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    var kept = keep(file, now);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    OwnerOnly.syncDirectory(target.directory());
    return kept;
  }

  /// Renames the database and what belongs to it. What is beside it goes along: without it, it may
  /// lack what was written last.
  private static Optional<Path> keep(Path file, Instant now) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var kept = file.resolveSibling(file.getFileName() + ".replaced-" + TIME.format(now));
    for (var suffix : BESIDE) {
      var beside = file.resolveSibling(file.getFileName() + suffix);
      if (Files.exists(beside)) {
        Files.move(beside, kept.resolveSibling(kept.getFileName() + suffix));
      }
    }
    Files.move(file, kept);
    return Optional.of(kept);
  }
}
