package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.Answer.Failed;
import io.edgemq.domain.push.Answer.Responded;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.ports.out.WebhookClient.Allowed;
import io.edgemq.ports.out.WebhookClient.Forbidden;
import io.edgemq.ports.out.WebhookClient.Unresolved;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names whose addresses change, exceptions, and what is asked when.
@Timeout(60)
final class GuardTest {
  private static final String CLOSING =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

  @Test
  void a_name_that_changes_its_address_is_never_called_at_one_that_was_not_checked()
      throws InterruptedException {
    var lookups = new AtomicInteger();
    WebhookSettings.Resolver rebinding =
        name ->
            List.of(
                InetAddress.ofLiteral(
                    lookups.getAndIncrement() % 2 == 0 ? "127.0.0.1" : "127.0.0.2"));
    var client = GuardedWebhookClient.open(Calls.settings(rebinding, "127.0.0.1"));

    try (var open = RawServer.answering(CLOSING);
        var forbidden = RawServer.at("127.0.0.2", open.port(), RawServer.Connection::hold);
        var endpoint = client.open(Calls.url(open.url()))) {
      var answers = new ArrayList<Answer>();
      for (int i = 0; i < 20; i++) {
        answers.add(endpoint.post(Calls.request("x")));
      }

      assertThat(answers).filteredOn(Responded.class::isInstance).hasSize(10);
      assertThat(answers).filteredOn(GuardTest::isForbidden).hasSize(10);
      assertThat(lookups).hasValue(20);
      assertThat(open.accepted()).isEqualTo(10);
      assertThat(forbidden.accepted()).isZero();
    }
  }

  @Test
  void a_name_that_was_allowed_at_creation_is_judged_anew_at_delivery()
      throws InterruptedException {
    var lookups = new AtomicInteger();
    WebhookSettings.Resolver rebinding =
        name ->
            List.of(
                InetAddress.ofLiteral(
                    lookups.getAndIncrement() == 0 ? "93.184.215.14" : "127.0.0.1"));
    var client = GuardedWebhookClient.open(Calls.settings(rebinding));

    try (var server = RawServer.answering(RawServer.OK);
        var endpoint = client.open(Calls.url(server.url()))) {
      assertThat(client.check(Calls.url(server.url()))).isEqualTo(new Allowed());

      assertThat(endpoint.post(Calls.request("x"))).matches(GuardTest::isForbidden);
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void a_name_is_looked_up_once_for_a_connection() throws InterruptedException {
    var lookups = new AtomicInteger();
    WebhookSettings.Resolver counting =
        name -> {
          lookups.incrementAndGet();
          return Calls.LOCAL.resolve(name);
        };
    var client = GuardedWebhookClient.open(Calls.settings(counting, "127.0.0.1"));

    try (var server = RawServer.answering(RawServer.OK);
        var endpoint = client.open(Calls.url(server.url()))) {
      for (int i = 0; i < 10; i++) {
        endpoint.post(Calls.request("x"));
      }

      assertThat(lookups).hasValue(1);
    }
  }

  @Test
  void one_bad_address_of_several_is_enough() throws InterruptedException {
    var names = Calls.names(Map.of("hook.test", List.of("127.0.0.1", "127.0.0.2")));
    var client = GuardedWebhookClient.open(Calls.settings(names, "127.0.0.1"));

    try (var server = RawServer.answering(RawServer.OK);
        var endpoint = client.open(Calls.url(server.url()))) {
      assertThat(client.check(Calls.url(server.url()))).isEqualTo(new Forbidden());
      assertThat(endpoint.post(Calls.request("x"))).matches(GuardTest::isForbidden);
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void the_next_address_is_tried_when_one_refuses() throws InterruptedException {
    var names = Calls.names(Map.of("hook.test", List.of("127.0.0.2", "127.0.0.1")));
    var client = GuardedWebhookClient.open(Calls.settings(names, "127.0.0.0/8"));

    try (var server = RawServer.answering(RawServer.OK);
        var endpoint = client.open(Calls.url(server.url()))) {
      assertThat(((Responded) endpoint.post(Calls.request("x"))).status()).isEqualTo(200);
    }
  }

  @Test
  void exceptions_open_addresses_of_both_families() throws InterruptedException {
    var client = GuardedWebhookClient.open(Calls.settings(Calls.LOCAL, "127.0.0.0/8", "::1"));

    try (var v4 = RawServer.answering(RawServer.OK);
        var v6 =
            RawServer.at(
                "::1",
                v4.port(),
                connection -> {
                  connection.read();
                  connection.write(RawServer.OK);
                })) {
      for (var host : List.of("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost")) {
        try (var endpoint = client.open(Calls.url("http://" + host + ":" + v4.port() + "/"))) {
          assertThat(endpoint.post(Calls.request("x"))).isInstanceOf(Responded.class);
        }
      }
      assertThat(v4.accepted()).isEqualTo(3);
      assertThat(v6.accepted()).isEqualTo(1);
    }
  }

  @Test
  void a_socket_connects_to_nothing_that_is_forbidden() throws IOException {
    var sockets = new Sockets(new AddressGuard(List.of()));

    try (var server = RawServer.answering(RawServer.OK);
        var socket = sockets.createSocket()) {
      var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port());

      assertThatThrownBy(() -> socket.connect(address, 1_000))
          .isInstanceOf(ForbiddenAddressException.class);
      assertThatThrownBy(
              () -> socket.connect(InetSocketAddress.createUnresolved("localhost", server.port())))
          .isInstanceOf(ForbiddenAddressException.class);
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void a_name_without_an_address_is_unresolved() throws InterruptedException {
    for (var resolver :
        List.<WebhookSettings.Resolver>of(
            name -> {
              throw new UnknownHostException(name);
            },
            name -> List.of())) {
      var client = GuardedWebhookClient.open(Calls.settings(resolver));
      var url = Calls.url("http://hook.test/");

      try (var endpoint = client.open(url)) {
        assertThat(client.check(url)).isEqualTo(new Unresolved());
        assertThat(((Failed) endpoint.post(Calls.request("x"))).failure())
            .isEqualTo(FailureClass.UNRESOLVED);
      }
    }
  }

  @Test
  void a_name_that_dns_cannot_have_is_unresolved() throws InterruptedException {
    var url = Calls.url("http://xn--0.test/");
    var client = Calls.local();

    try (var endpoint = client.open(url)) {
      assertThat(((Failed) endpoint.post(Calls.request("x"))).failure())
          .isEqualTo(FailureClass.UNRESOLVED);
    }
  }

  @Test
  void a_name_that_hangs_holds_one_thread_and_no_other_name() throws InterruptedException {
    var asked = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var lookups = new AtomicInteger();
    WebhookSettings.Resolver resolver =
        name -> {
          if (name.equals("sick.test")) {
            lookups.incrementAndGet();
            asked.countDown();
            await(release);
          }
          return Calls.LOCAL.resolve(name);
        };
    var client = GuardedWebhookClient.open(Calls.settings(resolver, "127.0.0.1"));

    try (var server = RawServer.answering(RawServer.OK);
        var sick = client.open(Calls.url("http://sick.test/"));
        var well = client.open(Calls.url(server.url()))) {
      for (int i = 0; i < 20; i++) {
        assertThat(((Failed) sick.post(Calls.request("x", Calls.TINY, Calls.TINY))).failure())
            .isEqualTo(FailureClass.TIMEOUT);
      }
      asked.await();

      assertThat(well.post(Calls.request("x"))).isInstanceOf(Responded.class);
      assertThat(lookups).hasValue(1);
    } finally {
      release.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isForbidden(Answer answer) {
    return answer instanceof Failed(var failure, _) && failure == FailureClass.ADDRESS_FORBIDDEN;
  }
}
