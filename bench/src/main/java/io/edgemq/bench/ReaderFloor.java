package io.edgemq.bench;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The floor of reading one value: a prepared statement that finds one row by its key, on one of a
/// few connections. Arguments: `port`, `data`.
public final class ReaderFloor {
  /// A native call pins its carrier, so that more of them would not read faster.
  private static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final BlockingQueue<PreparedStatement> readers = new ArrayBlockingQueue<>(READERS);

  private ReaderFloor(String url) throws SQLException {
    for (int i = 0; i < READERS; i++) {
      readers.add(
          DriverManager.getConnection(url)
              .prepareStatement("SELECT revision, body FROM kv WHERE key = ?"));
    }
  }

  public static void main(String[] args) throws SQLException {
    var arguments = Arguments.parse(args);
    var url = "jdbc:sqlite:" + Path.of(arguments.text("data")).resolve("floor.db");
    fill(url);
    var floor = new ReaderFloor(url);
    FloorServer.start(
        arguments.number("port"), HttpRouting.builder().get(KvAnswers.ROUTE, floor::read));
  }

  private static void fill(String url) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute(
          "CREATE TABLE kv (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, body BLOB NOT NULL)"
              + " WITHOUT ROWID");
      connection.setAutoCommit(false);
      insert(connection);
      connection.commit();
    }
  }

  private static void insert(Connection connection) throws SQLException {
    byte[] body = Requests.payload(Post.BYTES);
    try (var insert = connection.prepareStatement("INSERT INTO kv VALUES (?, ?, ?)")) {
      for (int i = 0; i < Keys.COUNT; i++) {
        insert.setString(1, Keys.name(i));
        insert.setLong(2, i + 1);
        insert.setBytes(3, body);
        insert.executeUpdate();
      }
    }
  }

  private void read(ServerRequest request, ServerResponse response) throws Exception {
    var key = request.path().pathParameters().get("key");
    long revision = 0;
    byte[] body = null;
    var statement = readers.take();
    try {
      statement.setString(1, key);
      try (var rows = statement.executeQuery()) {
        if (rows.next()) {
          revision = rows.getLong(1);
          body = rows.getBytes(2);
        }
      }
    } finally {
      readers.add(statement);
    }
    if (body == null) response.status(Status.NOT_FOUND_404).send();
    else KvAnswers.found(response, revision, body);
  }
}
