package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One request has one meaning: what a proxy could read differently is refused, and nothing that
/// follows on the connection is served.
final class FramingTest {
  private static final String GET = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST =
      "POST /v1/queues/jobs/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-token\r\n";

  private final TestServer server = new TestServer();

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
        "Content-Length: -5\r\n\r\nhello",
        "Content-Length: 5, 5\r\n\r\nhello",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: 99999999999999999999\r\n\r\nhello",
        "Transfer-Encoding: gzip\r\n\r\nhello",
        "Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n00000000000000005\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nGET\r\n\r\n"
      })
  void a_body_that_is_framed_in_two_ways_smuggles_nothing(String rest) throws Exception {
    var answer = answer(POST + rest + GET);

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"malformed_request\"");
    assertThat(answer.split("HTTP/1.1 ")).as("answers").hasSize(2);
    assertThat(server.queues.sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer other",
        "authorization: Bearer good-token",
        "Content-Type: text/plain\r\nContent-Type: application/json",
        "Idempotency-Key: a\r\nidempotency-key: b",
        "X-MQ-Delay-Seconds: 1\r\nX-MQ-Delay-Seconds: 2",
        "X-MQ-Group: a\r\nX-MQ-Group: a"
      })
  void a_header_of_one_value_that_comes_twice_ends_the_connection(String twice) throws Exception {
    var answer = answer(POST + twice + "\r\nContent-Length: 0\r\n\r\n" + GET);

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("\"code\":\"malformed_request\"", "came twice", "Connection: close");
    assertThat(answer.split("HTTP/1.1 ")).as("answers").hasSize(2);
    assertThat(server.queues.sent).isEmpty();
  }

  @Test
  void an_attribute_that_comes_twice_has_no_value() throws Exception {
    var answer = answer(POST + "X-MQ-Attr-K: a\r\nX-MQ-Attr-K: b\r\nContent-Length: 0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("invalid_header");
    assertThat(server.queues.sent).isEmpty();
  }

  @Test
  void an_empty_line_before_a_request_is_passed_over() throws Exception {
    var requests = "\r\n" + GET + "\r\n" + GET;

    assertThat(answer(requests).split("HTTP/1.1 200 ")).hasSize(3);
  }
}
