package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

/// What a floor answers to a stored message: the JSON that EdgeMQ would answer.
enum FloorAnswer {
  PUBLISHED(",\"subject\":\"bench\"}"),
  SENT("}");

  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  private final String end;

  FloorAnswer(String end) {
    this.end = end;
  }

  void send(ServerResponse response, long sequence) {
    response.status(Status.CREATED_201);
    response.header(JSON);
    var json = "{\"id\":\"bench-" + sequence + "\",\"sequence\":" + sequence + end;
    response.send(json.getBytes(US_ASCII));
  }
}
