package io.edgemq.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/// Brings a database to the version that this release knows, step by step, each in a transaction of
/// its own: a crash between two leaves the version reached. The version is `user_version`.
record Migrations(List<List<String>> versions) {
  /// Throws [StoreOpenException.Newer] when the database is ahead of this release.
  void apply(Database database, Path file) throws SQLException {
    long found = requireKnown(database, versions.size(), file);
    for (int version = Math.toIntExact(found); version < versions.size(); version++) {
      step(database, versions.get(version), version + 1);
    }
  }

  /// The version of the database in `file`. Throws [StoreOpenException.Newer] when it is beyond
  /// `known`.
  static long requireKnown(Database database, int known, Path file) throws SQLException {
    long found = database.pragma("user_version");
    if (found > known) {
      throw new StoreOpenException.Newer(
          "the database "
              + file.toAbsolutePath()
              + " has version "
              + found
              + ", this release knows versions up to "
              + known
              + "; start the release that wrote it, or a newer one");
    }
    return found;
  }

  private static void step(Database database, List<String> statements, int reached)
      throws SQLException {
    database.execute("BEGIN IMMEDIATE");
    try {
      for (var statement : statements) {
        database.execute(statement);
      }
      database.execute("PRAGMA user_version=" + reached);
      database.execute("COMMIT");
    } catch (SQLException e) {
      database.execute("ROLLBACK");
      throw e;
    }
  }
}
