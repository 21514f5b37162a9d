package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import java.nio.file.Path;
import java.sql.SQLException;

/// The floor of every durable request: the body goes to the one writer. The answer is its sequence,
/// sent when the commit is on disk.
public final class WriterFloor {
  private WriterFloor() {}

  public static void main(String[] args) throws SQLException {
    var arguments = Arguments.parse(args);
    var writer = GroupCommitWriter.start(Path.of(arguments.text("data")));
    FloorServer.start(
        arguments.number("port"),
        HttpRouting.builder()
            .post(
                "/messages",
                (request, response) -> {
                  try (var in = request.content().inputStream()) {
                    long sequence = writer.store(in.readAllBytes());
                    response.status(Status.CREATED_201);
                    response.send(("{\"sequence\":" + sequence + "}").getBytes(US_ASCII));
                  }
                }));
  }
}
