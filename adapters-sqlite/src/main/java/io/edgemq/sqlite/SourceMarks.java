package io.edgemq.sqlite;

import java.sql.SQLException;

/// How far each source has come that forwards into a queue or topic, its target. A target's number
/// is
/// never used again, so neither are its marks.
final class SourceMarks {
  private static final String FIND = "SELECT seq FROM source_mark WHERE target = ? AND source = ?";
  private static final String MOVE =
      """
      INSERT INTO source_mark VALUES (?, ?, ?)
      ON CONFLICT (target, source) DO UPDATE SET seq = excluded.seq""";
  private static final String FORGET = "DELETE FROM source_mark WHERE target = ? AND source = ?";
  private static final String FORGET_ALL = "DELETE FROM source_mark WHERE target = ?";

  private SourceMarks() {}

  /// The last sequence of `source` that is stored; 0 when none is.
  static long find(Transaction tx, long target, byte[] source) throws SQLException {
    return tx.sql(FIND).set(target).set(source).number(0);
  }

  static void move(Transaction tx, long target, byte[] source, long seq) throws SQLException {
    tx.sql(MOVE).set(target).set(source).set(seq).run();
  }

  static void forget(Transaction tx, long target, byte[] source) throws SQLException {
    tx.sql(FORGET).set(target).set(source).run();
  }

  /// Forgets those of a target that is removed.
  static void forgetAll(Transaction tx, long target) throws SQLException {
    tx.sql(FORGET_ALL).set(target).run();
  }
}
