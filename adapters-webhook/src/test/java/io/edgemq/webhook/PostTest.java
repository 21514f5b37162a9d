package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.Answer.Responded;
import io.edgemq.ports.out.WebhookClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is sent, and what is read, over HTTP/1.1.
@Timeout(60)
final class PostTest {
  private final BlockingQueue<RawServer.Request> requests = new ArrayBlockingQueue<>(1_000);

  @Test
  void the_bytes_of_the_body_are_sent_as_they_are() throws InterruptedException {
    var body = new byte[300_000];
    new Random(7).nextBytes(body);

    try (var server = recording(RawServer.OK);
        var endpoint = Calls.local().open(Calls.url(server.url()))) {
      endpoint.post(new WebhookClient.Request(List.of(), body, Calls.LONG, Calls.LONG));

      assertThat(requests.take().body()).isEqualTo(body);
    }
  }

  @Test
  void the_headers_are_the_requests_and_what_http_needs() throws InterruptedException {
    try (var server = recording(RawServer.OK);
        var endpoint = Calls.local().open(Calls.url(server.url() + "?a=%20b"))) {
      endpoint.post(
          new WebhookClient.Request(
              List.of(
                  Map.entry("X-MQ-Id", "17"),
                  Map.entry("X-MQ-Attr-city", "Zürich 東京 😀"),
                  Map.entry("X-Twice", "1"),
                  Map.entry("X-Twice", "2")),
              "hello".getBytes(StandardCharsets.UTF_8),
              Calls.LONG,
              Calls.LONG));

      assertThat(requests.take().head().lines())
          .containsExactlyInAnyOrder(
              "POST /in?a=%20b HTTP/1.1",
              "X-MQ-Id: 17",
              "X-MQ-Attr-city: Zürich 東京 😀",
              "X-Twice: 1",
              "X-Twice: 2",
              "User-Agent: EdgeMQ/1.2.3",
              "Accept-Encoding: identity",
              "Content-Length: 5",
              "Host: hook.test:" + server.port(),
              "Connection: Keep-Alive");
    }
  }

  @Test
  void a_user_agent_of_the_request_stays() throws InterruptedException {
    var headers = List.of(Map.entry("user-agent", "mine"), Map.entry("accept-encoding", "gzip"));

    try (var server = recording(RawServer.OK);
        var endpoint = Calls.local().open(Calls.url(server.url()))) {
      endpoint.post(new WebhookClient.Request(headers, new byte[0], Calls.LONG, Calls.LONG));

      var request = requests.take();
      assertThat(request.header("User-Agent")).isEqualTo("mine");
      assertThat(request.header("Accept-Encoding")).isEqualTo("gzip");
      assertThat(request.body()).isEmpty();
    }
  }

  @Test
  void every_status_is_answered_as_it_was_sent() throws InterruptedException {
    var sent = new AtomicInteger(200);
    var statuses = new ArrayList<Integer>();

    try (var server =
            RawServer.start(
                connection -> {
                  while (true) {
                    connection.read();
                    int status = sent.get();
                    var length = status == 204 || status == 304 ? "" : "Content-Length: 0\r\n";
                    connection.write("HTTP/1.1 " + status + " \r\n" + length + "\r\n");
                  }
                });
        var endpoint = Calls.local().open(Calls.url(server.url()))) {
      for (; sent.get() < 600; sent.incrementAndGet()) {
        statuses.add(((Responded) endpoint.post(Calls.request("x"))).status());
      }

      assertThat(statuses).hasSize(400).isSorted().doesNotHaveDuplicates();
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void an_informational_answer_is_passed_over() throws InterruptedException {
    var answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";

    assertThat(answerTo(answer + RawServer.OK)).isEqualTo(ok("ok"));
  }

  @Test
  void a_redirect_is_an_answer_like_any_other() throws InterruptedException {
    try (var target = recording(RawServer.OK)) {
      for (int status : List.of(301, 302, 303, 307, 308)) {
        var answer =
            "HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                .formatted(status, target.url());

        assertThat(((Responded) answerTo(answer)).status()).isEqualTo(status);
      }
      assertThat(target.accepted()).isZero();
    }
  }

  @Test
  void a_request_is_sent_once_whatever_the_answer_asks_for() throws InterruptedException {
    for (var head :
        List.of(
            "503 Unavailable\r\nRetry-After: 0",
            "408 Timeout",
            "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"",
            "407 Proxy\r\nProxy-Authenticate: Basic realm=\"x\"",
            "421 Misdirected")) {
      requests.clear();

      try (var server = recording("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n")) {
        Calls.post(server.url(), Calls.request("x"));

        assertThat(requests).as(head).hasSize(1);
      }
    }
  }

  @Test
  void no_cookie_comes_back() throws InterruptedException {
    try (var server = recording("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
        var endpoint = Calls.local().open(Calls.url(server.url()))) {
      endpoint.post(Calls.request("x"));
      endpoint.post(Calls.request("x"));

      assertThat(requests).hasSize(2).allMatch(request -> request.header("Cookie").isEmpty());
    }
  }

  @Test
  void a_wait_that_the_endpoint_asks_for_is_answered() throws InterruptedException {
    assertThat(retryAfter("120")).isEqualTo("PT2M");
    assertThat(retryAfter("Sun, 01 Mar 2026 12:00:30 GMT")).isEqualTo("PT30S");
    assertThat(retryAfter("Sun, 01 Mar 2026 11:00:00 GMT")).isEqualTo("PT0S");
    assertThat(retryAfter("soon")).isEqualTo("none");
  }

  @Test
  void the_first_kilobyte_of_a_body_is_kept_as_text() throws InterruptedException {
    var bytes = "a\u00ff\u0080b" + "x".repeat(3_000);

    var answer = answerTo("HTTP/1.1 500 Oh\r\nContent-Length: 3004\r\n\r\n" + bytes);

    assertThat(answer)
        .isEqualTo(new Responded(500, Optional.empty(), "a\ufffd\ufffdb" + "x".repeat(1_020)));
  }

  @Test
  void a_status_without_a_body_is_taken_although_a_length_is_stated() throws InterruptedException {
    assertThat(answerTo("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"))
        .isEqualTo(new Responded(204, Optional.empty(), ""));
  }

  @Test
  void a_body_may_be_compressed_chunked_or_without_a_length() throws InterruptedException {
    var chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    var gzip = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok";

    assertThat(answerTo(chunked)).isEqualTo(ok("ok"));
    assertThat(answerTo(gzip)).isEqualTo(ok("ok"));
    try (var server =
        RawServer.start(
            connection -> {
              connection.read();
              connection.write("HTTP/1.0 200 OK\r\n\r\nuntil the end");
            })) {
      assertThat(Calls.post(server.url(), Calls.request("x"))).isEqualTo(ok("until the end"));
    }
  }

  private static Responded ok(String body) {
    return new Responded(200, Optional.empty(), body);
  }

  private static String retryAfter(String value) throws InterruptedException {
    var head = "HTTP/1.1 503 Busy\r\nRetry-After: " + value + "\r\nContent-Length: 0\r\n\r\n";
    return ((Responded) answerTo(head)).retryAfter().map(Duration::toString).orElse("none");
  }

  private static Answer answerTo(String answer) throws InterruptedException {
    try (var server = RawServer.answering(answer)) {
      return Calls.post(server.url(), Calls.request("x"));
    }
  }

  private RawServer recording(String answer) {
    return RawServer.start(
        connection -> {
          while (true) {
            requests.add(connection.read());
            connection.write(answer);
          }
        });
  }
}
