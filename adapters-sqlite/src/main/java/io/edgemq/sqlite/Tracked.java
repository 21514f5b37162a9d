package io.edgemq.sqlite;

import java.sql.SQLException;

/// What the writer holds in memory beside the rows: it changes with a transaction and is restored
/// with it. Only the writer calls these.
interface Tracked {
  /// Writes what changed into its row, as the last thing before the commit.
  void flush(Database database) throws SQLException;

  /// The transaction is durable: shows its changes to other threads and wakes who waits for them.
  void committed();

  /// The transaction never was: everything is as after the last commit.
  void rolledBack();
}
