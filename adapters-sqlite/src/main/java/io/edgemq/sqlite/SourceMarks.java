package io.edgemq.sqlite;

import java.sql.SQLException;

/// How far each source has come that forwards into a queue. A queue's number is never used again,
/// so neither are its marks.
final class SourceMarks {
  private static final String FIND = "SELECT seq FROM source_mark WHERE queue = ? AND source = ?";
  private static final String MOVE =
      """
      INSERT INTO source_mark VALUES (?, ?, ?)
      ON CONFLICT (queue, source) DO UPDATE SET seq = excluded.seq""";
  private static final String FORGET = "DELETE FROM source_mark WHERE queue = ? AND source = ?";
  private static final String FORGET_ALL = "DELETE FROM source_mark WHERE queue = ?";

  private SourceMarks() {}

  /// The last sequence of `source` that is stored; 0 when none is.
  static long find(Transaction tx, long queue, byte[] source) throws SQLException {
    return tx.sql(FIND).set(queue).set(source).number(0);
  }

  static void move(Transaction tx, long queue, byte[] source, long seq) throws SQLException {
    tx.sql(MOVE).set(queue).set(source).set(seq).run();
  }

  static void forget(Transaction tx, long queue, byte[] source) throws SQLException {
    tx.sql(FORGET).set(queue).set(source).run();
  }

  /// Forgets those of a queue that is removed.
  static void forgetAll(Transaction tx, long queue) throws SQLException {
    tx.sql(FORGET_ALL).set(queue).run();
  }
}
