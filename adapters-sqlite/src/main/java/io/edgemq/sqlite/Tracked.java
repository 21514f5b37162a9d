package io.edgemq.sqlite;

import java.sql.SQLException;

/// State that the writer holds in memory beside the rows. It changes with a transaction and is
/// restored when the transaction is rolled back. Only the writer calls these.
interface Tracked {
  /// Writes what changed into its row, as the last thing before the commit.
  void flush(Database database) throws SQLException;

  /// The transaction is durable: shows its changes to other threads and wakes those who wait for
  /// them.
  void committed();

  /// The transaction was rolled back: everything is as after the last commit.
  void rolledBack();
}
