package io.edgemq.bench;

import io.helidon.webserver.http.HttpRouting;

/// The floor of every request. It reads the whole body and sends it back.
public final class EchoFloor {
  private EchoFloor() {}

  public static void main(String[] args) {
    FloorServer.start(
        Arguments.parse(args).number("port"),
        HttpRouting.builder()
            .post(
                "/messages",
                (request, response) -> {
                  try (var in = request.content().inputStream()) {
                    response.send(in.readAllBytes());
                  }
                }));
  }
}
