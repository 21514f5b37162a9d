package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.Answer.Responded;
import io.edgemq.ports.out.WebhookClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What an endpoint sends behind an answer over HTTP/1.1 is never the answer to another request.
@Timeout(60)
final class LeftoverTest {
  private static final List<Cidr> LOOPBACK = List.of(Cidr.parse("127.0.0.0/8").orElseThrow());

  /// Where bytes can be left: in OkHttp's buffer, or in that of TLS.
  enum Transport {
    PLAIN,
    TLS;

    RawServer start(RawServer.Service service) {
      return switch (this) {
        case PLAIN -> RawServer.start(service);
        case TLS -> RawServer.startTls(service);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_that_was_sent_thrice_acknowledges_one_request(Transport transport)
      throws InterruptedException {
    var requests = new Semaphore(0);

    try (var server =
            transport.start(
                connection -> {
                  while (true) {
                    connection.read();
                    requests.release();
                    connection.write(RawServer.OK.repeat(3));
                  }
                });
        var endpoint = open(server)) {
      for (int i = 0; i < 6; i++) {
        assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("ok"));
      }

      assertThat(requests.availablePermits()).isEqualTo(6);
      assertThat(server.accepted()).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_body_that_is_longer_than_it_says_fails_no_request(Transport transport)
      throws InterruptedException {
    try (var server =
            transport.start(
                connection -> {
                  while (true) {
                    connection.read();
                    connection.write(RawServer.OK + "\n");
                  }
                });
        var endpoint = open(server)) {
      for (int i = 0; i < 6; i++) {
        assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("ok"));
      }

      assertThat(server.accepted()).isEqualTo(6);
    }
  }

  @Test
  void a_connection_becomes_stale_when_something_comes_unasked() throws Exception {
    var read = new CountDownLatch(1);

    try (var server =
            RawServer.start(
                connection -> {
                  connection.write(RawServer.OK);
                  read.await();
                  connection.write("x");
                  connection.hold();
                });
        var socket = new GuardedSocket(new AddressGuard(LOOPBACK), _ -> {})) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
      var answer = socket.getInputStream().readNBytes(RawServer.OK.length());

      assertThat(answer).asString().isEqualTo(RawServer.OK);
      assertThat(socket.isStale()).isFalse();
      read.countDown();
      while (!socket.isStale()) {
        Thread.onSpinWait();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_connection_with_nothing_left_is_used_again(Transport transport)
      throws InterruptedException {
    try (var server =
            transport.start(
                connection -> {
                  while (true) {
                    connection.read();
                    connection.write("HTTP/1.1 103 Early Hints\r\n\r\n" + RawServer.OK);
                    connection.read();
                    connection.write("HTTP/1.1 204 No Content\r\n\r\n");
                    connection.read();
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    connection.write("2\r\nok\r\n0\r\nTrailer: x\r\n\r\n");
                  }
                });
        var endpoint = open(server)) {
      for (int i = 0; i < 10; i++) {
        assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("ok"));
        assertThat(endpoint.post(Calls.request("x")))
            .isEqualTo(new Responded(204, Optional.empty(), ""));
        assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("ok"));
      }

      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_of_two_lengths_counts_and_ends_its_connection(Transport transport)
      throws InterruptedException {
    var answer = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 2\r\n\r\nok";

    try (var server =
            transport.start(
                connection -> {
                  while (true) {
                    connection.read();
                    connection.write(answer);
                  }
                });
        var endpoint = open(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("ok"));
      }

      assertThat(server.accepted()).isEqualTo(3);
    }
  }

  private static WebhookClient.Endpoint open(RawServer server) {
    return Certificates.trusting().open(Calls.url(server.url()));
  }

  private static Responded ok(String body) {
    return new Responded(200, Optional.empty(), body);
  }
}
