package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.Answer.Failed;
import io.edgemq.domain.push.Answer.Responded;
import io.edgemq.domain.push.FailureClass;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each way in which an endpoint fails has its class; and once the status is known, it counts.
@Timeout(60)
final class FailuresTest {
  @Test
  void a_port_that_nobody_listens_on_is_a_failure_to_connect() throws InterruptedException {
    int port;
    try (var server = RawServer.answering(RawServer.OK)) {
      port = server.port();
    }

    var answer = Calls.post("http://hook.test:" + port + "/", Calls.request("x"));

    assertThat(answer).isEqualTo(new Failed(FailureClass.CONNECT, "the connection was refused"));
  }

  @Test
  void a_connection_that_ends_before_an_answer_is_a_reset() throws InterruptedException {
    assertThat(failure(connection -> {})).isEqualTo(FailureClass.RESET);
    assertThat(failure(RawServer.Connection::read)).isEqualTo(FailureClass.RESET);
    assertThat(failure(connection -> answer(connection, ""))).isEqualTo(FailureClass.RESET);
    assertThat(failure(connection -> answer(connection, "HTTP/1.1 200 OK\r\nContent-Le")))
        .isEqualTo(FailureClass.RESET);
    assertThat(failure(connection -> answer(connection, "HTTP/1.1 100 Continue\r\n\r\n")))
        .isEqualTo(FailureClass.RESET);
  }

  @Test
  void a_connection_that_is_broken_off_is_a_reset() throws InterruptedException {
    assertThat(
            failure(
                connection -> {
                  connection.read();
                  connection.reset();
                }))
        .isEqualTo(FailureClass.RESET);
  }

  @Test
  void a_connection_that_is_broken_off_at_once_is_one_that_was_made_or_not()
      throws InterruptedException {
    assertThat(failure(RawServer.Connection::reset)).isIn(FailureClass.RESET, FailureClass.CONNECT);
  }

  @Test
  void what_is_no_http_is_a_failure_of_the_protocol() throws InterruptedException {
    for (var garbage :
        List.of(
            "SSH-2.0-OpenSSH_9.6\r\n",
            "220 mail.example ESMTP\r\n",
            "HTTP/3.0 200 OK\r\n\r\n",
            "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 20\r\n\r\n",
            "HTTP/1.1 099 Low\r\n\r\n",
            "\u0000\u0001\u0002\r\n\r\n")) {
      assertThat(failure(connection -> answer(connection, garbage)))
          .as(garbage)
          .isEqualTo(FailureClass.PROTOCOL);
    }
  }

  @Test
  void a_final_informational_answer_is_a_failure_of_the_protocol() throws InterruptedException {
    var upgrade = "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";

    assertThat(failure(connection -> answer(connection, upgrade))).isEqualTo(FailureClass.PROTOCOL);
  }

  @Test
  void a_head_that_is_too_large_is_a_failure_of_the_protocol() throws InterruptedException {
    var line = "X-Large: " + "x".repeat(300 * 1024) + "\r\n";
    var lines = "X-Large: 1234567890\r\n".repeat(20_000);

    for (var head : List.of(line, lines)) {
      assertThat(failure(connection -> answer(connection, "HTTP/1.1 200 OK\r\n" + head + "\r\n")))
          .isEqualTo(FailureClass.PROTOCOL);
    }
  }

  @Test
  void a_head_that_never_ends_is_a_failure_of_the_protocol() throws InterruptedException {
    for (var more :
        List.of("X-More: 1234567890\r\n", "x", "\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n")) {
      assertThat(
              failure(
                  connection -> {
                    connection.read();
                    connection.write("HTTP/1.1 103 Early Hints\r\n\r\n");
                    while (true) {
                      connection.write(more.repeat(1_000));
                    }
                  }))
          .as(more)
          .isEqualTo(FailureClass.PROTOCOL);
    }
  }

  @Test
  void a_body_that_breaks_off_changes_nothing() throws InterruptedException {
    for (var head :
        List.of(
            "Content-Length: 100\r\n\r\nfirst",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\nzzz\r\n")) {
      assertThat(post(connection -> answer(connection, "HTTP/1.1 200 OK\r\n" + head)))
          .as(head)
          .isEqualTo(new Responded(200, Optional.empty(), "first"));
    }
  }

  @Test
  void an_answer_that_comes_before_the_request_is_taken_counts() throws InterruptedException {
    var large = Calls.request("x".repeat(16 << 20));

    try (var server =
        RawServer.start(
            connection -> {
              connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
              connection.shutdownOutput();
              connection.awaitEnd();
            })) {
      assertThat(((Responded) Calls.post(server.url(), large)).status()).isEqualTo(413);
    }
  }

  @Test
  void a_detail_has_no_words_of_the_endpoint_or_of_a_library() throws InterruptedException {
    assertThat(detail("\u001b[31m" + "x".repeat(5_000) + "\r\n"))
        .isEqualTo("the answer is not HTTP");
    assertThat(detail("SSH-2.0-OpenSSH_9.6\r\n")).isEqualTo("the answer is not HTTP");
    assertThat(detail("HTTP/1.1 200 OK\r\nX: " + "x".repeat(300 * 1024)))
        .isEqualTo("the head of the answer is too large");
    assertThat(detail("HTTP/1.1 200 OK\r\nX-Secret: 4"))
        .isEqualTo("the connection broke while waiting for the answer");
    assertThat(detail("")).isEqualTo("the connection broke while waiting for the answer");
  }

  @Test
  void a_name_that_nobody_knows_is_said_to_be_none() throws InterruptedException {
    var client = GuardedWebhookClient.open(Calls.settings(Calls.names(Map.of()), "127.0.0.0/8"));

    try (var endpoint = client.open(Calls.url("http://nobody.test/"))) {
      assertThat(endpoint.post(Calls.request("x")))
          .isEqualTo(new Failed(FailureClass.UNRESOLVED, "the name does not resolve"));
    }
  }

  private static String detail(String answer) throws InterruptedException {
    return ((Failed) post(connection -> answer(connection, answer))).detail();
  }

  private static FailureClass failure(RawServer.Service service) throws InterruptedException {
    var answer = post(service);
    assertThat(answer).isInstanceOf(Failed.class);
    return ((Failed) answer).failure();
  }

  private static Answer post(RawServer.Service service) throws InterruptedException {
    try (var server = RawServer.start(service)) {
      return Calls.post(server.url(), Calls.request("x"));
    }
  }

  private static void answer(RawServer.Connection connection, String text) throws IOException {
    connection.read();
    connection.write(text);
  }
}
