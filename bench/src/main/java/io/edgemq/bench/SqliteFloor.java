package io.edgemq.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// The floor of the store: rows a second of one connection that only inserts and commits.
/// Arguments: `data`, `rows` per commit, `millis`.
public final class SqliteFloor {
  private SqliteFloor() {}

  public static void main(String[] args) throws SQLException {
    var arguments = Arguments.parse(args);
    try (var connection = GroupCommitWriter.open(Path.of(arguments.text("data")));
        var insert = connection.prepareStatement("INSERT INTO log (body) VALUES (?)")) {
      int rows = arguments.number("rows");
      int millis = arguments.number("millis");
      loop(connection, insert, rows, millis / 2);
      double perSecond = loop(connection, insert, rows, millis);
      Arguments.answer(String.format(Locale.ROOT, "per_second=%.1f", perSecond));
    }
  }

  private static double loop(Connection connection, PreparedStatement insert, int rows, int millis)
      throws SQLException {
    byte[] body = Requests.payload(256);
    long start = System.nanoTime();
    long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
    long done = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < rows; i++) {
        insert.setBytes(1, body);
        insert.executeUpdate();
      }
      connection.commit();
      done += rows;
    }
    return done * 1e9 / (System.nanoTime() - start);
  }
}
