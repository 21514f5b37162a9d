package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.Answer.Failed;
import io.edgemq.domain.push.Answer.Responded;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.ports.out.WebhookClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each stage of a call ends in time, whatever the other side does.
@Timeout(60)
final class TimesTest {
  private static final Duration FAR_TOO_LONG = Duration.ofSeconds(10);

  private long begun;

  @BeforeEach
  void begin() {
    begun = System.nanoTime();
  }

  @AfterEach
  void every_call_was_in_time() {
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(FAR_TOO_LONG);
  }

  @Test
  void a_name_that_is_looked_up_for_too_long_is_a_timeout() throws InterruptedException {
    var never = new CountDownLatch(1);
    var client = GuardedWebhookClient.open(Calls.settings(name -> waiting(never)));

    try (var endpoint = client.open(Calls.url("http://hook.test/"))) {
      assertThat(endpoint.post(hurried()))
          .isEqualTo(timeout("the time was up while resolving the name"));
    } finally {
      never.countDown();
    }
  }

  @Test
  void a_host_that_does_not_answer_at_all_is_a_timeout() throws Exception {
    try (var full = new ServerSocket()) {
      full.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
      var waiting = fill(full);

      var answer = Calls.post("http://127.0.0.1:" + full.getLocalPort() + "/", hurried());

      assertThat(answer).isEqualTo(timeout("the time was up while connecting"));
      for (var channel : waiting) {
        channel.close();
      }
    }
  }

  @Test
  void a_handshake_that_stalls_is_a_timeout() throws InterruptedException {
    try (var server = RawServer.start(RawServer.Connection::hold)) {
      assertThat(Calls.post("https://hook.test:" + server.port() + "/", hurried()))
          .isEqualTo(timeout("the time was up while doing the TLS handshake"));
    }
  }

  @Test
  void a_request_that_is_not_taken_is_a_timeout() throws InterruptedException {
    try (var server = RawServer.start(RawServer.Connection::hold)) {
      var large = Calls.request("x".repeat(32 << 20), Calls.SHORT, Calls.SHORT);

      assertThat(Calls.post(server.url(), large))
          .isEqualTo(timeout("the time was up while sending the request"));
    }
  }

  @Test
  void a_head_that_does_not_come_is_a_timeout() throws InterruptedException {
    for (var part : List.of("", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 100 Continue\r\n\r\n")) {
      try (var server = holdingAfter(part)) {
        assertThat(Calls.post(server.url(), hurried()))
            .isEqualTo(timeout("the time was up while waiting for the answer"));
      }
    }
  }

  @Test
  void a_head_that_drips_is_a_timeout() throws InterruptedException {
    try (var server = dripping("HTTP/1.1 200 OK\r\n", "X-Drip: 1\r\n")) {
      assertThat(Calls.post(server.url(), hurried()))
          .isEqualTo(timeout("the time was up while waiting for the answer"));
    }
  }

  @Test
  void the_status_counts_when_the_body_does_not_end_in_time() throws InterruptedException {
    var head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst";

    try (var server = holdingAfter(head)) {
      assertThat(Calls.post(server.url(), hurried())).isEqualTo(ok("first"));
    }
  }

  @Test
  void the_status_counts_when_the_body_drips() throws InterruptedException {
    try (var server = dripping("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "drip ")) {
      assertThat(((Responded) Calls.post(server.url(), hurried())).status()).isEqualTo(200);
    }
  }

  @Test
  void of_an_endless_body_64_kib_are_read() throws InterruptedException {
    try (var server =
            RawServer.start(
                connection -> {
                  connection.read();
                  connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  while (true) {
                    connection.write("1000\r\n" + "y".repeat(4_096) + "\r\n");
                  }
                });
        var endpoint = Calls.local().open(Calls.url(server.url()))) {
      assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("y".repeat(Answer.KEPT)));
      assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("y".repeat(Answer.KEPT)));

      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void an_interrupt_ends_the_call_and_its_connection() throws InterruptedException {
    var asked = new CountDownLatch(1);
    var gone = new CountDownLatch(1);

    try (var server =
            RawServer.start(
                connection -> {
                  connection.read();
                  asked.countDown();
                  connection.awaitEnd();
                  gone.countDown();
                });
        var endpoint = Calls.local().open(Calls.url(server.url()))) {
      var caller = Thread.currentThread();
      Thread.ofVirtual()
          .start(
              () -> {
                await(asked);
                caller.interrupt();
              });

      assertThatThrownBy(() -> endpoint.post(Calls.request("x")))
          .isInstanceOf(InterruptedException.class);
      gone.await();
    }
  }

  @Test
  void closing_the_endpoint_ends_its_calls() throws InterruptedException {
    var asked = new CountDownLatch(1);
    var answers = new SynchronousQueue<Answer>();

    try (var server =
        RawServer.start(
            connection -> {
              connection.read();
              asked.countDown();
              connection.hold();
            })) {
      var endpoint = Calls.local().open(Calls.url(server.url()));
      Thread.ofVirtual().start(() -> hand(endpoint, answers));
      asked.await();

      endpoint.close();

      assertThat(((Failed) answers.take()).failure()).isEqualTo(FailureClass.RESET);
      assertThat(((Failed) endpoint.post(Calls.request("x"))).failure())
          .isEqualTo(FailureClass.RESET);
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  private static void hand(WebhookClient.Endpoint endpoint, SynchronousQueue<Answer> answers) {
    try {
      answers.put(endpoint.post(Calls.request("x")));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static WebhookClient.Request hurried() {
    return Calls.request("x", Calls.SHORT, Calls.SHORT.multipliedBy(2));
  }

  private static Failed timeout(String detail) {
    return new Failed(FailureClass.TIMEOUT, detail);
  }

  private static Responded ok(String body) {
    return new Responded(200, Optional.empty(), body);
  }

  private static List<InetAddress> waiting(CountDownLatch latch) {
    await(latch);
    return List.of();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static RawServer holdingAfter(String part) {
    return RawServer.start(
        connection -> {
          connection.read();
          connection.write(part);
          connection.hold();
        });
  }

  private static RawServer dripping(String start, String drop) {
    return RawServer.start(
        connection -> {
          connection.read();
          connection.write(start);
          while (!connection.isOver(Duration.ofMillis(20))) {
            connection.write(drop);
          }
        });
  }

  /// Connections that nobody accepts, until the listener takes no more.
  private static List<SocketChannel> fill(ServerSocket listener) throws IOException {
    var channels = new ArrayList<SocketChannel>();
    for (int i = 0; i < 8; i++) {
      var channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.connect(listener.getLocalSocketAddress());
      channels.add(channel);
    }
    return channels;
  }
}
