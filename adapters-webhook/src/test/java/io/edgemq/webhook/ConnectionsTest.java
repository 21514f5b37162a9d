package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.Answer.Responded;
import io.edgemq.ports.out.WebhookClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which connections are used, over HTTP/1.1.
@Timeout(60)
final class ConnectionsTest {
  private final BlockingQueue<RawServer.Request> requests = new ArrayBlockingQueue<>(1_000);

  @Test
  void a_connection_is_used_again() throws InterruptedException {
    try (var server = RawServer.answering(RawServer.OK);
        var endpoint = Calls.local().open(Calls.url(server.url()))) {
      for (int i = 0; i < 50; i++) {
        assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("ok"));
      }

      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void a_connection_that_was_closed_at_rest_costs_nothing() throws InterruptedException {
    var closed = new ArrayBlockingQueue<Boolean>(100);

    try (var server =
            RawServer.start(
                connection -> {
                  requests.add(connection.read());
                  connection.write(RawServer.OK);
                  connection.reset();
                  closed.add(true);
                });
        var endpoint = Calls.local().open(Calls.url(server.url()))) {
      for (int i = 0; i < 20; i++) {
        assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("ok"));
        closed.take();
      }

      assertThat(requests).hasSize(20);
    }
  }

  @Test
  void many_connections_that_were_closed_at_rest_cost_nothing() throws InterruptedException {
    var together = new CountDownLatch(20);
    var closed = new CountDownLatch(20);

    try (var server =
            RawServer.start(
                connection -> {
                  connection.read();
                  together.countDown();
                  together.await();
                  connection.write(RawServer.OK);
                  connection.reset();
                  closed.countDown();
                });
        var endpoint = Calls.local().open(Calls.url(server.url()))) {
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 20; i++) {
        threads.add(Thread.ofVirtual().start(() -> quietly(endpoint)));
      }
      for (var thread : threads) {
        thread.join();
      }
      closed.await();

      assertThat(endpoint.post(Calls.request("x"))).isEqualTo(ok("ok"));
      assertThat(server.accepted()).isEqualTo(21);
    }
  }

  @Test
  void endpoints_share_no_connection() throws InterruptedException {
    var client = Calls.local();

    try (var server = RawServer.answering(RawServer.OK);
        var one = client.open(Calls.url(server.url()));
        var other = client.open(Calls.url(server.url()))) {
      one.post(Calls.request("x"));
      other.post(Calls.request("x"));
      one.post(Calls.request("x"));

      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void an_endpoint_whose_requests_all_hang_leaves_another_alone() throws InterruptedException {
    var hanging = new CountDownLatch(200);
    var client = Calls.local();

    try (var sick =
            RawServer.start(
                connection -> {
                  connection.read();
                  hanging.countDown();
                  connection.hold();
                });
        var well = RawServer.answering(RawServer.OK);
        var one = client.open(Calls.url(sick.url()));
        var other = client.open(Calls.url(well.url()))) {
      for (int i = 0; i < 200; i++) {
        Thread.ofVirtual().start(() -> quietly(one));
      }
      hanging.await();

      var answer = other.post(Calls.request("x", Duration.ofSeconds(5), Duration.ofSeconds(5)));

      assertThat(answer).isEqualTo(ok("ok"));
    }
  }

  private static void quietly(WebhookClient.Endpoint endpoint) {
    try {
      endpoint.post(Calls.request("x"));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Responded ok(String body) {
    return new Responded(200, Optional.empty(), body);
  }
}
