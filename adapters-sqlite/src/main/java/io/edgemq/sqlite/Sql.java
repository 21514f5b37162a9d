package io.edgemq.sqlite;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A prepared statement that is used again and again by one thread. Values are given in order;
/// [#run] or [#rows] ends the list.
final class Sql {
  private final String text;
  private final PreparedStatement statement;
  private final Database database;
  private int index;

  Sql(String text, PreparedStatement statement, Database database) {
    this.text = text;
    this.statement = statement;
    this.database = database;
  }

  Sql set(long value) throws SQLException {
    statement.setLong(++index, value);
    return this;
  }

  Sql set(byte @Nullable [] value) throws SQLException {
    statement.setBytes(++index, value);
    return this;
  }

  Sql set(@Nullable String value) throws SQLException {
    statement.setString(++index, value);
    return this;
  }

  Sql setNullable(@Nullable Long value) throws SQLException {
    return value == null ? set((String) null) : set(value.longValue());
  }

  /// Executes what changes rows; how many it changed.
  int run() throws SQLException {
    index = 0;
    try {
      int changed = statement.executeUpdate();
      database.changed(changed);
      return changed;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// Executes what reads rows. Close them: an open one keeps the transaction from ending.
  ResultSet rows() throws SQLException {
    index = 0;
    try {
      return statement.executeQuery();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// After most failures the driver has given the statement up, so it must be prepared anew.
  private SQLException failed(SQLException cause) {
    database.forget(text);
    try {
      statement.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }

  /// The first column of the first row, or `otherwise`.
  long number(long otherwise) throws SQLException {
    try (var rows = rows()) {
      return rows.next() ? rows.getLong(1) : otherwise;
    }
  }

  /// Whether there is a row.
  boolean any() throws SQLException {
    try (var rows = rows()) {
      return rows.next();
    }
  }

  /// A text as bytes: the hot tables hold no text, because the driver converts it twice.
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The text of [#bytes].
  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
