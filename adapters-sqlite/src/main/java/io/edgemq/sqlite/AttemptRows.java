package io.edgemq.sqlite;

import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AttemptLog.Logged;
import io.edgemq.store.AttemptFormat;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The rows of attempts. A row has what was kept at once of a delivery: a row for each attempt
/// would cost as much as half a delivery.
final class AttemptRows {
  /// What clears the attempts of a delivery away, some of them at a time; give it its number.
  static final String CLEAR =
      """
      DELETE FROM attempt WHERE number IN (
        SELECT number FROM attempt WHERE delivery = ? LIMIT 1000)""";

  private static final String INSERT =
      "INSERT INTO attempt (number, delivery, size, kept_at, about) VALUES (?, ?, ?, ?, ?)";
  private static final String SIZES =
      "SELECT number, size FROM attempt WHERE delivery = ? ORDER BY number DESC";
  private static final String TRIM = "DELETE FROM attempt WHERE delivery = ? AND number < ?";
  private static final String FORGET = "DELETE FROM attempt WHERE delivery = ?";
  private static final String OLDEST =
      "SELECT kept_at FROM attempt WHERE number > 0 ORDER BY number LIMIT 1";
  private static final String DROP_OLD =
      """
      DELETE FROM attempt WHERE number IN (
        SELECT number FROM (SELECT number, kept_at FROM attempt WHERE number > 0 ORDER BY number LIMIT 1000)
        WHERE kept_at <= ?)""";

  /// Between two attempts. JSON on one line does not have it.
  private static final byte SEPARATOR = '\n';

  private AttemptRows() {}

  /// What is kept at `now` is newer than this.
  static long horizon(long now) {
    return now - AttemptLog.KEPT.toMillis();
  }

  /// Attempts of one delivery as they are written, from the oldest to the newest.
  record Outgoing(int size, byte[] about) {
    /// The latest of `attempts`: as many as are kept.
    static Outgoing of(List<AttemptRecord> attempts) {
      int size = Math.min(attempts.size(), AttemptLog.MOST);
      var about = new ByteArrayOutputStream();
      for (var attempt : attempts.subList(attempts.size() - size, attempts.size())) {
        about.writeBytes(AttemptFormat.write(attempt));
        about.write(SEPARATOR);
      }
      return new Outgoing(size, about.toByteArray());
    }
  }

  /// Keeps attempts of a delivery, at least one, and of all that it has the latest: rows that have
  /// none of these go.
  static void append(Transaction tx, long delivery, Outgoing attempts) throws SQLException {
    long last = tx.newIds(attempts.size()) + attempts.size() - 1;
    tx.sql(INSERT)
        .set(last)
        .set(delivery)
        .set(attempts.size())
        .set(tx.now())
        .set(attempts.about())
        .run();
    tx.wrote(attempts.about().length);
    tx.sql(TRIM).set(delivery).set(oldestNeeded(tx, delivery)).run();
  }

  private static long oldestNeeded(Transaction tx, long delivery) throws SQLException {
    long number = 0;
    try (var rows = tx.sql(SIZES).set(delivery).rows()) {
      int needed = AttemptLog.MOST;
      while (needed > 0 && rows.next()) {
        number = rows.getLong(1);
        needed -= rows.getInt(2);
      }
    }
    return number;
  }

  /// The attempts below `before`, the newest first, `limit` at most.
  ///
  /// @param rows numbers and contents of all rows of a delivery, the newest first
  static List<Logged> read(ResultSet rows, long before, int limit) throws SQLException {
    var found = new ArrayList<Logged>();
    int seen = 0;
    while (found.size() < limit && seen < AttemptLog.MOST && rows.next()) {
      long number = rows.getLong(1);
      var about = rows.getBytes(2);
      int end = about.length - 1;
      while (end > 0 && found.size() < limit && seen < AttemptLog.MOST) {
        int begin = end;
        while (begin > 0 && about[begin - 1] != SEPARATOR) {
          begin--;
        }
        if (number < before) {
          var json = Arrays.copyOfRange(about, begin, end);
          found.add(new Logged(number, AttemptFormat.read(json)));
        }
        seen++;
        number--;
        end = begin - 1;
      }
    }
    return List.copyOf(found);
  }

  /// Removes the attempts of a delivery.
  static void forget(Transaction tx, long delivery) throws SQLException {
    tx.sql(FORGET).set(delivery).run();
  }

  /// Drops some of the attempts that are too old. Answers whether there are more.
  static boolean dropOld(Transaction tx) throws SQLException {
    long horizon = horizon(tx.now());
    return tx.sql(OLDEST).number(Long.MAX_VALUE) <= horizon
        && tx.sql(DROP_OLD).set(horizon).run() > 0;
  }
}
