package io.edgemq.bench;

import io.helidon.webserver.http.HttpRouting;
import java.nio.file.Path;
import java.sql.SQLException;

/// The floor of every durable request: the body goes to the one writer,
/// as a message or as the value of a key. The answer is sent when the
/// commit is on disk. Arguments: `port`, `data`, `answer` (a [FloorAnswer]).
public final class WriterFloor {
  private WriterFloor() {}

  public static void main(String[] args) throws SQLException {
    var arguments = Arguments.parse(args);
    var writer = GroupCommitWriter.start(Path.of(arguments.text("data")));
    var answer = FloorAnswer.valueOf(arguments.text("answer"));
    FloorServer.start(
        arguments.number("port"),
        HttpRouting.builder()
            .post(
                "/messages",
                (request, response) -> {
                  try (var in = request.content().inputStream()) {
                    answer.send(response, writer.store(in.readAllBytes()));
                  }
                })
            .put(
                KvAnswers.ROUTE,
                (request, response) -> {
                  try (var in = request.content().inputStream()) {
                    KvAnswers.stored(response, writer.store(in.readAllBytes()));
                  }
                }));
  }
}
