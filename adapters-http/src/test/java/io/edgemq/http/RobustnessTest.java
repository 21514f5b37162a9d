package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.ReadHistory.Query;
import io.edgemq.server.ListenOptions.Patience;
import io.edgemq.server.Wire;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever bytes a client sends, it gets a 4xx or loses its connection; nothing breaks or hangs.
final class RobustnessTest {
  private static final String GET = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST =
      "POST /v1/queues/jobs/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-token\r\n";

  private final TestServer server =
      new TestServer(
          new Patience(
              Duration.ofMillis(300),
              Duration.ofMinutes(5),
              Duration.ofSeconds(60),
              Duration.ofSeconds(1)));

  @AfterEach
  void stop() {
    server.close();
  }

  private String answer(String request) throws Exception {
    try (var wire = new Wire(server.port())) {
      return wire.send(request).finish().untilClosed();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "get /v1/health HTTP/1.1\r\nHost: x\r\n\r\n",
        "gET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/health\r\n\r\n",
        "GET /v1/health HTTP/1.1\nHost: x\n\n",
        "GET /v1/health HTTP/2.0\r\nHost: x\r\n\r\n",
        "GET /v1/health HTTP/1.1\r\n\r\n",
        "GET /v1/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /v1/health HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET /v1/health HTTP/1.1\r\nHost: x\r\na: b\u0000c\r\n\r\n",
        "GET /v1/health HTTP/1.1\r\nHost: x\r\na: b\r\n c\r\n\r\n",
        "GET /v1/queues/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/queues/% HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/queues/<x> HTTP/1.1\r\nHost: x\r\n\r\n",
        "G<T /v1/health HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"
      })
  void what_is_no_request_is_answered_with_a_problem(String request) throws Exception {
    assertThat(answer(request))
        .startsWith("HTTP/1.1 400 ")
        .contains("Access-Control-Allow-Origin: *\r\n")
        .contains("X-Request-Id: req-")
        .contains("Content-Type: application/problem+json\r\n")
        .contains("\"code\":\"malformed_request\"");
  }

  @Test
  void an_old_version_is_told_what_to_speak() throws Exception {
    assertThat(answer("GET /v1/health HTTP/1.0\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"code\":\"http_version_not_supported\"");
  }

  @Test
  void an_endless_line_and_a_flood_of_headers_are_cut() throws Exception {
    assertThat(answer("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ")
        .contains("uri_too_long");
    assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\n" + "a: b\r\n".repeat(30_000) + "\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("headers_too_large");
    assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\na: " + "b".repeat(1 << 20) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
    assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\n" + "a".repeat(1 << 20) + ": b\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void a_body_beyond_the_limit_is_not_read() throws Exception {
    var announced = answer(POST + "Content-Length: 2000000000\r\n\r\nx");
    var chunked = answer(POST + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\nxxxx");
    var many =
        answer(
            POST
                + "Transfer-Encoding: chunked\r\n\r\n"
                + ("64\r\n" + "x".repeat(100) + "\r\n").repeat(11));

    assertThat(announced).startsWith("HTTP/1.1 413 ").contains("Connection: close");
    assertThat(chunked).startsWith("HTTP/1.1 413 ").contains("message_too_large");
    assertThat(many).startsWith("HTTP/1.1 413 ").contains("message_too_large");
    assertThat(server.queues.sent).isEmpty();
  }

  @Test
  void who_sends_too_much_before_reading_still_gets_its_answer() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send(POST + "Content-Length: 8000000\r\n\r\n" + "x".repeat(8_000_000));

      assertThat(wire.untilClosed()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void a_chunked_body_is_a_body() throws Exception {
    var answer =
        answer(
            POST
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 201 ");
    assertThat(server.queues.sent.getFirst().content().payload().size()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/hea",
        "GET /v1/health HTTP/1.1\r\nHost: x\r\nX-Half",
        "POST /v1/queues/jobs/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-token\r\n"
            + "Content-Length: 5\r\n\r\nhel",
        "POST /v1/queues/jobs/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-token\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"
      })
  void a_request_that_never_ends_is_told_so_and_costs_its_connection(String half) throws Exception {
    try (var wire = new Wire(server.port())) {
      assertThat(wire.send(half).untilClosed())
          .startsWith("HTTP/1.1 408 ")
          .contains("\"code\":\"request_timeout\"", "Connection: close", "X-Request-Id: ")
          .contains("Access-Control-Allow-Origin: *");
    }
    assertThat(server.queues.sent).isEmpty();
  }

  @Test
  void a_resting_connection_is_left_in_peace() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send(GET).until("ok\"}");
      try (var other = new Wire(server.port())) {
        // Takes longer than a request may.
        other.send("GET /v1/hea").untilClosed();
      }

      assertThat(wire.forget().send(GET).until("ok\"}")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void a_body_that_nobody_reads_does_not_become_a_request() throws Exception {
    var smuggled = "DELETE /v1/queues HTTP/1.1\r\nHost: x\r\n\r\n";
    try (var wire = new Wire(server.port())) {
      wire.send(
          "GET /v1/health HTTP/1.1\r\nHost: x\r\nContent-Length: "
              + smuggled.length()
              + "\r\n\r\n"
              + smuggled);
      wire.send("GET /v1/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

      assertThat(wire.untilClosed())
          .contains("\"status\":\"ok\"", "not_found")
          .doesNotContain("405");
    }
  }

  @Test
  void many_requests_on_one_connection_are_answered_in_order() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send(GET.repeat(20) + "GET /v1/end HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n");

      var answers = wire.untilClosed().split("HTTP/1.1 ");

      assertThat(answers).hasSize(22);
      assertThat(answers[21]).startsWith("404").contains("Connection: close");
    }
  }

  private String answerToQuery(String path) throws Exception {
    return answer(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Authorization: Bearer good-token\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%ff", "%", "%4", "%zz", "\u00e9", "a\tb", "\u0001", "\u007f"})
  void a_query_that_is_not_encoded_is_refused_by_name(String cursor) throws Exception {
    assertThat(answerToQuery("/v1/queues?cursor=" + cursor))
        .startsWith("HTTP/1.1 400 ")
        .contains("invalid_parameter", "'cursor'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/topics/orders/messages?subject=eu#a",
        "/v1/topics/orders/messages#x?subject=eu",
        "/v1/topics/orders/messages?subject=eu#a#b"
      })
  void what_stands_behind_a_hash_is_not_dropped_in_silence(String path) throws Exception {
    assertThat(answerToQuery(path))
        .startsWith("HTTP/1.1 400 ")
        .contains("malformed_request", "%23");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders.eu.>", "orders.eu.%3E", "orders.eu.%3e"})
  void a_pattern_may_be_sent_as_it_is(String pattern) throws Exception {
    var matching = new SubjectFilter.Matching(new Pattern("orders.eu.>"));

    answerToQuery("/v1/topics/orders/messages?pattern=" + pattern);

    assertThat(server.topics.query)
        .isEqualTo(new Query(Start.EARLIEST, matching, 100, HistoryPart.BYTES));
  }

  @Test
  void a_query_of_any_visible_characters_is_read() throws Exception {
    assertThat(answerToQuery("/v1/queues?|\"<>[]{}^`\\=1"))
        .startsWith("HTTP/1.1 400 ")
        .contains("unknown_parameter");
  }
}
