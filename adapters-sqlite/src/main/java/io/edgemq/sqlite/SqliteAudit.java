package io.edgemq.sqlite;

import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The audit log in a database's file.
final class SqliteAudit implements SqliteStore.Audit {
  private static final String TABLE =
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'audit'";

  private final Database database;

  private SqliteAudit(Database database) {
    this.database = database;
  }

  static SqliteAudit open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new StoreOpenException.Unusable(
          "there is no database " + file.toAbsolutePath(), new IllegalStateException("no file"));
    }
    try {
      NativeLibrary.load();
      return checked(file, Database.examining(file));
    } catch (StoreOpenException known) {
      throw known;
    } catch (Exception e) {
      throw new StoreOpenException.Unusable(
          "the database " + file.toAbsolutePath() + " cannot be read: " + OpenFailure.words(e), e);
    }
  }

  private static SqliteAudit checked(Path file, Database database) throws SQLException {
    try {
      Migrations.requireKnown(database, Schema.VERSIONS.size(), file);
      if (!database.sql(TABLE).any()) {
        throw new StoreOpenException.Unusable(
            "the database "
                + file.toAbsolutePath()
                + " has no audit log; if an older release wrote it, a start of this one makes it",
            new IllegalStateException("no table"));
      }
      return new SqliteAudit(database);
    } catch (SQLException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public List<AuditEntry> after(long sequence, int limit) {
    return read(() -> AuditRows.after(database, sequence, limit));
  }

  @Override
  public Optional<AuditHead> head() {
    return read(() -> AuditRows.head(database));
  }

  @FunctionalInterface
  private interface Query<R> {
    R run() throws SQLException;
  }

  private static <R> R read(Query<R> query) {
    try {
      return query.run();
    } catch (SQLException e) {
      throw Failures.translate(e);
    }
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (SQLException onlyRead) {
      // Nothing depends on how a connection ends that only read.
    }
  }
}
