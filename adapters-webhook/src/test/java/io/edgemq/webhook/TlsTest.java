package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.Answer.Failed;
import io.edgemq.domain.push.Answer.Responded;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.ports.out.WebhookClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// TLS and HTTP/2, against a server of its own.
@Timeout(60)
final class TlsTest {
  private final MockWebServer server = new MockWebServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void http_2_is_spoken_where_the_endpoint_does() throws Exception {
    start(Protocol.HTTP_2, Protocol.HTTP_1_1);
    server.enqueue(new MockResponse.Builder().code(202).body("taken").build());

    try (var endpoint = Certificates.trusting().open(Calls.url(url()))) {
      var answer = endpoint.post(Calls.request("hello"));

      assertThat(answer).isEqualTo(new Responded(202, Optional.empty(), "taken"));
      var request = server.takeRequest();
      assertThat(request.getVersion()).isEqualTo("HTTP/2");
      assertThat(request.getBody()).isEqualTo(ByteString.encodeUtf8("hello"));
      assertThat(request.getHeaders().get("User-Agent")).isEqualTo("EdgeMQ/1.2.3");
    }
  }

  @Test
  void http_1_1_is_spoken_where_the_endpoint_speaks_nothing_else() throws Exception {
    start(Protocol.HTTP_1_1);
    server.enqueue(new MockResponse.Builder().build());
    server.enqueue(new MockResponse.Builder().build());

    try (var endpoint = Certificates.trusting().open(Calls.url(url()))) {
      endpoint.post(Calls.request("x"));
      endpoint.post(Calls.request("x"));

      assertThat(server.takeRequest().getVersion()).isEqualTo("HTTP/1.1");
      assertThat(server.takeRequest().getExchangeIndex()).isEqualTo(1);
    }
  }

  @Test
  void many_requests_share_a_connection_of_http_2() throws Exception {
    start(Protocol.HTTP_2, Protocol.HTTP_1_1);
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().build();
          }
        });
    var connections = new ConcurrentLinkedQueue<Integer>();

    try (var endpoint = Certificates.trusting().open(Calls.url(url()))) {
      endpoint.post(Calls.request("x"));
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 50; i++) {
        threads.add(Thread.ofVirtual().start(() -> quietly(endpoint)));
      }
      for (var thread : threads) {
        thread.join();
      }
      for (int i = 0; i < 51; i++) {
        connections.add(server.takeRequest().getConnectionIndex());
      }

      assertThat(connections).containsOnly(0);
    }
  }

  @Test
  void a_stream_that_was_refused_unseen_is_sent_anew() throws Exception {
    start(Protocol.HTTP_2, Protocol.HTTP_1_1);
    int refused = 7;
    server.enqueue(
        new MockResponse.Builder().onRequestStart(new SocketEffect.CloseStream(refused)).build());
    server.enqueue(new MockResponse.Builder().code(204).build());

    try (var endpoint = Certificates.trusting().open(Calls.url(url()))) {
      assertThat(status(endpoint.post(Calls.request("x")))).isEqualTo(204);
    }
  }

  @Test
  void a_stream_that_is_reset_is_a_reset() throws Exception {
    start(Protocol.HTTP_2, Protocol.HTTP_1_1);
    int internalError = 2;
    server.enqueue(
        new MockResponse.Builder()
            .onResponseStart(new SocketEffect.CloseStream(internalError))
            .build());

    try (var endpoint = Certificates.trusting().open(Calls.url(url()))) {
      assertThat(failure(endpoint.post(Calls.request("x")))).isEqualTo(FailureClass.RESET);
    }
  }

  @Test
  void a_stream_that_is_late_does_not_end_the_connection_of_others() throws Exception {
    start(Protocol.HTTP_2, Protocol.HTTP_1_1);
    server.enqueue(new MockResponse.Builder().headersDelay(1, TimeUnit.MINUTES).build());
    server.enqueue(new MockResponse.Builder().build());

    try (var endpoint = Certificates.trusting().open(Calls.url(url()))) {
      var late = endpoint.post(Calls.request("x", Calls.SHORT, Calls.SHORT));
      var next = endpoint.post(Calls.request("x"));

      assertThat(failure(late)).isEqualTo(FailureClass.TIMEOUT);
      assertThat(status(next)).isEqualTo(200);
      assertThat(server.takeRequest().getConnectionIndex()).isZero();
      assertThat(server.takeRequest().getConnectionIndex()).isZero();
    }
  }

  @Test
  void of_a_long_body_over_http_2_64_kib_are_read() throws Exception {
    start(Protocol.HTTP_2, Protocol.HTTP_1_1);
    int times = 8;
    for (int i = 0; i < times; i++) {
      server.enqueue(new MockResponse.Builder().body("y".repeat(8 << 20)).build());
      server.enqueue(new MockResponse.Builder().build());
    }

    try (var endpoint = Certificates.trusting().open(Calls.url(url()))) {
      for (int i = 0; i < times; i++) {
        var large = endpoint.post(Calls.request("x"));

        assertThat(((Responded) large).body()).isEqualTo("y".repeat(Answer.KEPT));
        assertThat(status(endpoint.post(Calls.request("x")))).isEqualTo(200);
      }
    }
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_a_failure_of_tls() throws Exception {
    start(Protocol.HTTP_1_1);

    var answer = Calls.post(url(), Calls.request("x"));

    assertThat(answer)
        .isEqualTo(
            new Failed(
                FailureClass.TLS, "nobody who is trusted vouches for the endpoint's certificate"));
  }

  @Test
  void a_certificate_of_another_name_is_a_failure_of_tls() throws Exception {
    start(Protocol.HTTP_1_1);
    var other = "https://other.test:" + server.getPort() + "/";

    try (var endpoint = Certificates.trusting().open(Calls.url(other))) {
      assertThat(endpoint.post(Calls.request("x")))
          .isEqualTo(
              new Failed(FailureClass.TLS, "the endpoint's certificate is one of another name"));
    }
  }

  @Test
  void a_port_that_speaks_no_tls_is_a_failure_of_tls() throws InterruptedException {
    try (var plain =
        RawServer.start(connection -> connection.write("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
      assertThat(Calls.post("https://hook.test:" + plain.port(), Calls.request("x")))
          .isEqualTo(
              new Failed(
                  FailureClass.TLS, "the endpoint speaks no TLS, or none that is acceptable"));
    }
  }

  @Test
  void a_handshake_that_breaks_off_is_no_answer() throws InterruptedException {
    try (var breaking = RawServer.start(RawServer.Connection::reset)) {
      assertThat(failure(Calls.post("https://hook.test:" + breaking.port(), Calls.request("x"))))
          .isIn(FailureClass.CONNECT, FailureClass.RESET, FailureClass.TLS);
    }
  }

  @Test
  void a_write_that_is_stuck_in_tls_ends_in_time_and_holds_nobody_up() throws Exception {
    var shaken = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    start(Protocol.HTTP_1_1);
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().build();
          }
        });
    var client = Certificates.trusting();

    try (var deaf =
            Certificates.SERVER.sslContext().getServerSocketFactory().createServerSocket(0);
        var stuck = client.open(Calls.url("https://hook.test:" + deaf.getLocalPort() + "/"));
        var well = client.open(Calls.url(url()))) {
      Thread.ofPlatform().start(() -> shake((SSLSocket) accept(deaf), shaken, over));

      var time = Duration.ofSeconds(2);
      var answer = stuck.post(Calls.request("x".repeat(32 << 20), time, time));

      assertThat(answer)
          .isEqualTo(new Failed(FailureClass.TIMEOUT, "the time was up while sending the request"));
      assertThat(shaken.getCount()).isZero();
      assertThat(status(well.post(Calls.request("x")))).isEqualTo(200);
    } finally {
      over.countDown();
    }
  }

  private static Socket accept(ServerSocket listener) {
    try {
      return listener.accept();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void shake(SSLSocket socket, CountDownLatch shaken, CountDownLatch over) {
    try (socket) {
      socket.startHandshake();
      shaken.countDown();
      over.await();
    } catch (IOException _) {
      // The client is gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(Protocol... protocols) throws IOException {
    server.useHttps(Certificates.SERVER.sslSocketFactory());
    server.setProtocols(List.of(protocols));
    server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  private String url() {
    return "https://hook.test:" + server.getPort() + "/in";
  }

  private static void quietly(WebhookClient.Endpoint endpoint) {
    try {
      endpoint.post(Calls.request("x"));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static int status(Answer answer) {
    assertThat(answer).isInstanceOf(Responded.class);
    return ((Responded) answer).status();
  }

  private static FailureClass failure(Answer answer) {
    assertThat(answer).isInstanceOf(Failed.class);
    return ((Failed) answer).failure();
  }
}
