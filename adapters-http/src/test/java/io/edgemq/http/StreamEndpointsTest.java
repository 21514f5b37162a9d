package io.edgemq.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.ListenOptions.Patience;
import io.edgemq.server.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamEndpointsTest {
  private static final String STREAM =
      "/v1/subscriptions/" + FakeSubscriptions.ID.value() + "/stream";
  private static final String OPENING = "retry: 2000\n: connected\n\n";
  private static final String KEEP_ALIVE = ": keep-alive\n\n";

  private TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private Wire open(String path) throws IOException {
    return new Wire(server.port()).send(request(path, "Authorization: Bearer good-token\r\n"));
  }

  private static String request(String path, String headers) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
  }

  private static StreamItem event(long sequence, String body) {
    var message = FakeTopics.message(sequence, "orders.eu", body.getBytes(UTF_8));
    return new StreamItem.Event(new SharedMessage(message));
  }

  private static StreamItem closed(StreamItem.Reason reason) {
    return new StreamItem.Closed(reason, Duration.ofMillis(1234));
  }

  @Test
  void the_first_bytes_come_at_once() throws Exception {
    try (var wire = open(STREAM)) {
      var answer = wire.until(OPENING + "\r\n");

      assertThat(answer)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("Content-Type: text/event-stream\r\n")
          .contains("Cache-Control: no-store, no-transform\r\n")
          .contains("X-Accel-Buffering: no\r\n")
          .contains("Access-Control-Allow-Origin: *\r\n")
          .contains("X-Request-Id: ");
    }
  }

  @Test
  void frames_are_exactly_these_bytes() throws Exception {
    server.subscriptions.items.add(new StreamItem.Gap(3, 18, 30));
    server.subscriptions.items.add(event(18, "{\n}"));
    server.subscriptions.items.add(closed(StreamItem.Reason.SHUTDOWN));

    try (var wire = open(STREAM)) {
      var body = Wire.body(wire.until("\r\n0\r\n\r\n"));

      assertThat(body)
          .isEqualTo(
              OPENING
                  + """
                  id: 17
                  event: gap
                  data: {"requested":3,"oldest":18,"newest":30}

                  id: 18
                  event: message
                  data: {"id":"orders-18","sequence":18,"topic":"orders","subject":"orders.eu",\
                  "timestamp":1763712000123,"content_type":"application/json",\
                  "attributes":{"k":"v"},"body_b64":"ewp9"}

                  retry: 1234
                  event: close
                  data: {"code":"shutdown","reason":"The process is going down.","retry_ms":1234}

                  """);
    }
    assertThat(server.subscriptions.closed.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void text_stays_on_one_line() throws Exception {
    server.subscriptions.items.add(event(1, "a\nb\r\u2028"));
    server.subscriptions.items.add(closed(StreamItem.Reason.DELETED));

    try (var wire = open(STREAM + "?body=text")) {
      var body = new String(Wire.body(wire.until("\r\n0\r\n\r\n")).getBytes(ISO_8859_1), UTF_8);

      assertThat(body).contains("\"body\":\"a\\nb\\r\u2028\"}\n\n");
    }
  }

  @Test
  void a_gap_beyond_the_end_goes_on_at_the_end() throws Exception {
    server.subscriptions.items.add(new StreamItem.Gap(99, 1, 30));
    server.subscriptions.items.add(closed(StreamItem.Reason.EXPIRED));

    try (var wire = open(STREAM)) {
      assertThat(wire.until("\r\n0\r\n\r\n")).contains("id: 30\nevent: gap\n").contains("expired");
    }
  }

  @Test
  void a_connection_serves_on_after_a_stream() throws Exception {
    server.subscriptions.items.add(closed(StreamItem.Reason.UNAVAILABLE));

    try (var wire = open(STREAM)) {
      wire.until("\r\n0\r\n\r\n");
      wire.send("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(wire.until("{\"status\":\"ok\"}")).contains("unavailable");
    }
  }

  @Test
  void a_comment_keeps_an_idle_stream_open() throws Exception {
    server.close();
    server = new TestServer(Patience.DEFAULT, Duration.ofMillis(20));

    try (var wire = open(STREAM)) {
      assertThat(wire.until(KEEP_ALIVE + "\r\n")).contains(OPENING);
    }
  }

  @Test
  void what_an_idle_stream_has_passed_moves_the_cursor_without_an_event() throws Exception {
    server.subscriptions.items.add(new StreamItem.Passed(204));
    server.subscriptions.items.add(closed(StreamItem.Reason.SHUTDOWN));

    try (var wire = open(STREAM)) {
      assertThat(Wire.body(wire.until("\r\n0\r\n\r\n")))
          .startsWith(OPENING + "id: 204\n: keep-alive\n\nretry: 1234\nevent: close\n");
    }
  }

  @Test
  void a_revoked_key_is_told_inside_the_stream() throws Exception {
    server.subscriptions.items.add(closed(StreamItem.Reason.REVOKED));

    try (var wire = open(STREAM)) {
      assertThat(wire.until("\r\n0\r\n\r\n"))
          .contains(
              "event: close\ndata: {\"code\":\"key_revoked\",\"reason\":\"The key was revoked.");
    }
  }

  @Test
  void a_reader_that_hangs_up_ends_the_stream() throws Exception {
    try (var wire = open(STREAM)) {
      wire.until(OPENING + "\r\n");
    }

    assertThat(server.subscriptions.closed.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', default",
    "'Last-Event-ID: 7', '?last_event_id=8&from=9', 7",
    "'', '?last_event_id=8&lastEventId=9&from=10', 8",
    "'', '?lastEventId=9&from=10', 9",
    "'', '?from=10', from 10",
    "'', '?from=last:3', from last:3",
    "'Last-Event-ID: 0', '', 0"
  })
  void the_first_cursor_that_is_named_counts(String header, String query, String cursor)
      throws Exception {
    server.subscriptions.items.add(closed(StreamItem.Reason.SHUTDOWN));
    var headers =
        "Authorization: Bearer good-token\r\n" + (header.isEmpty() ? "" : header + "\r\n");

    try (var wire = new Wire(server.port()).send(request(STREAM + query, headers))) {
      wire.until("\r\n0\r\n\r\n");
    }

    assertThat(server.subscriptions.cursor).isEqualTo(cursor(cursor));
  }

  private static Cursor cursor(String text) {
    if (text.equals("default")) {
      return new Cursor.Default();
    }
    return text.startsWith("from ")
        ? new Cursor.From(Start.parse(text.substring(5)).orElseThrow())
        : new Cursor.After(Long.parseLong(text));
  }

  @ParameterizedTest
  @CsvSource({
    "?last_event_id=x,invalid_cursor",
    "?last_event_id=-1,invalid_cursor",
    "?last_event_id=9999999999999999999,invalid_cursor",
    "?from=x,invalid_parameter",
    "?body=x,invalid_parameter",
    "?slow=x,invalid_parameter",
    "?slow=CATCH_UP,invalid_parameter",
    "?pattern=orders.x,unknown_parameter"
  })
  void a_cursor_that_can_not_be_is_refused(String query, String code) throws Exception {
    Answers.problem(server.get(STREAM + query), 400, code);
  }

  @Test
  void a_topic_is_streamed_without_a_subscription() throws Exception {
    server.subscriptions.items.add(closed(StreamItem.Reason.SHUTDOWN));

    try (var wire = open("/v1/topics/orders/stream?pattern=orders.*&from=earliest")) {
      wire.until("\r\n0\r\n\r\n");
    }

    assertThat(server.subscriptions.filter)
        .isEqualTo(new SubjectFilter.Matching(new Pattern("orders.*")));
    assertThat(server.subscriptions.cursor).isEqualTo(new Cursor.From(Start.EARLIEST));
    Answers.problem(
        server.get("/v1/topics/orders/stream?pattern=other.x"), 400, "pattern_topic_mismatch");
  }

  @Test
  void a_token_in_the_query_opens_a_stream() throws Exception {
    server.subscriptions.items.add(closed(StreamItem.Reason.SHUTDOWN));

    try (var wire = new Wire(server.port()).send(request(STREAM + "?bearer=good-token", ""))) {
      assertThat(wire.until("\r\n0\r\n\r\n")).startsWith("HTTP/1.1 200");
    }
    Answers.problem(server.send(server.open(STREAM + "?bearer=bad").GET()), 401, "unauthorized");
    Answers.problem(server.send(server.open(STREAM).GET()), 401, "unauthorized");
  }

  @Test
  void overload_and_drain_and_outage_are_told_inside_the_stream() throws Exception {
    server.subscriptions.refusal = new Refusal.TooManyStreams(5);
    assertThat(closing()).contains("\"code\":\"too_many_streams\"");

    server.subscriptions.refusal = new Refusal.Draining();
    assertThat(closing()).contains("\"code\":\"draining\"");

    server.subscriptions.failure =
        new StoreException.Unavailable("down", new IllegalStateException());
    assertThat(closing()).contains("\"code\":\"store_unavailable\"");
  }

  private String closing() throws IOException {
    try (var wire = open(STREAM)) {
      var answer = wire.until("0\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Type: text/event");
      var body = Wire.body(answer);
      assertThat(body)
          .startsWith(OPENING + "retry: ")
          .containsPattern("retry: [0-9]{4}\nevent: close\ndata: \\{.*\"retry_ms\":[0-9]{4}}\n\n");
      return body;
    }
  }

  @Test
  void a_stream_that_fails_tells_its_reader_to_come_again() throws Exception {
    server.subscriptions.streamFailure = new IllegalStateException("a bug");

    try (var wire = open(STREAM)) {
      assertThat(Wire.body(wire.until("\r\n0\r\n\r\n")))
          .startsWith(OPENING)
          .contains("event: close\ndata: {\"code\":\"unavailable\"");
    }
  }

  @Test
  void what_does_not_exist_is_no_stream() throws Exception {
    server.subscriptions.refusal = new Refusal.NoSuchSubscription();

    Answers.problem(server.get(STREAM), 404, "subscription_not_found");
    Answers.problem(server.get("/v1/subscriptions/x/stream"), 404, "subscription_not_found");
  }
}
