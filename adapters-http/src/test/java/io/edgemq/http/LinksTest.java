package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.http.HttpOptions.Patience;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Clients that take their time.
final class LinksTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String SETTINGS = frame(4, 0, 0, "");

  private final TestServer server =
      new TestServer(
          new Patience(
              Duration.ofMillis(300),
              Duration.ofMinutes(5),
              Duration.ofMillis(500),
              Duration.ofSeconds(15),
              Duration.ofSeconds(1)));

  @AfterEach
  void stop() {
    server.close();
  }

  private static String frame(int type, int flags, int stream, String payload) {
    int length = payload.length();
    return ""
        + (char) (length >> 16)
        + (char) (length >> 8 & 0xff)
        + (char) (length & 0xff)
        + (char) type
        + (char) flags
        + "\0\0\0"
        + (char) stream
        + payload;
  }

  private static String indexed(int index, String value) {
    return (char) index + String.valueOf((char) value.length()) + value;
  }

  private static String headers(String method, String path) {
    return indexed(2, method)
        + indexed(6, "http")
        + indexed(4, path)
        + indexed(1, "x")
        + "\017\010" // authorization, from the static table
        + (char) "Bearer good-token".length()
        + "Bearer good-token";
  }

  @Test
  void a_reader_that_takes_nothing_loses_its_stream() throws Exception {
    var message = FakeTopics.message(1, "orders", new byte[1 << 20]);
    try (var wire = new Wire(server.port())) {
      wire.send(
          """
          GET /v1/topics/orders/stream HTTP/1.1\r
          Host: x\r
          Authorization: Bearer good-token\r
          \r
          """);
      for (int i = 0; i < 30; i++) {
        server.subscriptions.items.add(new StreamItem.Event(new SharedMessage(message)));
      }

      assertThat(server.subscriptions.closed.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_preface_that_comes_in_pieces_is_http2_all_the_same() throws Exception {
    try (var patient = new TestServer();
        var wire = new Wire(patient.port())) {
      for (int i = 0; i < PREFACE.length(); i++) {
        wire.send(PREFACE.substring(i, i + 1));
      }
      wire.send(SETTINGS);
      wire.send(frame(1, 5, 1, headers("GET", "/v1/health")));

      assertThat(wire.until("{\"status\":\"ok\"}")).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void half_a_preface_is_answered_as_what_it_is() throws Exception {
    try (var wire = new Wire(server.port())) {
      assertThat(wire.send("PRI * HTTP/1.1\r\n\r\n").untilClosed()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void a_body_on_a_stream_that_never_ends_is_given_up() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send(PREFACE + SETTINGS);
      wire.send(frame(1, 4, 1, headers("POST", "/v1/queues/jobs/messages")));
      wire.send(frame(0, 0, 1, "half"));

      assertThat(resetWithin(wire)).isTrue();
    }
    assertThat(server.queues.sent).isEmpty();
  }

  /// Whether the server resets stream 1 or ends the connection.
  private static boolean resetWithin(Wire wire) {
    try {
      wire.until(frame(3, 0, 1, "\0\0\0\5"));
      return true;
    } catch (IOException ended) {
      return ended.getMessage() != null && ended.getMessage().startsWith("the connection ended");
    }
  }
}
