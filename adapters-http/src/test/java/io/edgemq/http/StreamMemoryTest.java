package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What streams keep in memory counts with what requests and answers do.
@Timeout(60)
final class StreamMemoryTest {
  private static final String STREAM =
      "/v1/subscriptions/" + FakeSubscriptions.ID.value() + "/stream";
  private static final long TOTAL = 1_000_000;

  private final TestServer server = new TestServer(TOTAL);

  @AfterEach
  void stop() {
    server.close();
  }

  private Wire connect(String path) throws IOException {
    return new Wire(server.port())
        .send("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-token\r\n\r\n");
  }

  private Room open(String path) throws IOException {
    try (var wire = connect(path)) {
      wire.until(": connected\n\n\r\n");
      return Objects.requireNonNull(server.subscriptions.room);
    }
  }

  private double inFlight() {
    return server.registry.get("edgemq.http.bytes.in.flight").gauge().value();
  }

  @Test
  void a_stream_may_hold_half_of_what_there_is_and_gives_it_back_when_it_is_over()
      throws Exception {
    var first = open(STREAM);
    var second = open(STREAM);

    assertThat(first.takeNow(300_000)).isTrue();
    assertThat(second.takeNow(300_000)).isFalse();
    assertThat(second.take(300_000, Duration.ofMillis(1))).isFalse();
    assertThat(inFlight()).isEqualTo(300_000);

    first.give(300_000);
    assertThat(second.take(300_000, Duration.ofMillis(1))).isTrue();
    second.give(300_000);
    assertThat(inFlight()).isZero();
  }

  @Test
  void text_may_take_up_more_room_than_base64() throws Exception {
    var base64 = open(STREAM).cost(100);

    assertThat(open(STREAM + "?body=text").cost(100)).isGreaterThan(base64);
  }

  @Test
  void a_stream_that_finds_no_room_is_told_to_come_again() throws Exception {
    server.subscriptions.items.add(
        new StreamItem.Closed(StreamItem.Reason.OVERLOADED, Duration.ofMillis(1234)));

    try (var wire = connect(STREAM)) {
      assertThat(wire.until("\r\n0\r\n\r\n"))
          .contains("retry: 1234\nevent: close\ndata: {\"code\":\"overloaded\",")
          .contains("\"retry_ms\":1234}");
    }
  }
}
