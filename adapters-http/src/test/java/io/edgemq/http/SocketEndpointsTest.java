package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.http.SocketClient.Closed;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How sockets begin and end, over fakes that a test steers.
final class SocketEndpointsTest {
  private static final String MANY = "/v1/ws";
  private static final String ONE = "/v1/ws/subscriptions/sub_bbbbbbbbbbbbbbbbbbbbbbbb";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private SocketClient open(String path) {
    return new SocketClient(server.port(), path, TestServer.TOKEN);
  }

  private static StreamItem.Closed closed(StreamItem.Reason reason) {
    return new StreamItem.Closed(reason, Duration.ofMillis(1234));
  }

  @ParameterizedTest
  @CsvSource({
    "SHUTDOWN, 3001, 'shutdown,1234'",
    "TOO_SLOW, 3002, 'too_slow,1234'",
    "UNAVAILABLE, 3003, 'unavailable,1234'",
    "OVERLOADED, 3004, 'overloaded,1234'",
    "DELETED, 3502, deleted",
    "EXPIRED, 4401, expired",
    "REVOKED, 4401, key_revoked",
    "SUSPENDED, 4403, tenant_suspended"
  })
  void the_end_of_the_stream_closes_the_socket_of_a_subscription(
      StreamItem.Reason reason, int code, String words) throws Exception {
    server.subscriptions.items.add(new StreamItem.Gap(5, 9, 20));
    server.subscriptions.items.add(closed(reason));

    try (var socket = open(ONE)) {
      assertThat(socket.next().toString())
          .isEqualTo("{\"op\":\"gap\",\"requested\":5,\"oldest\":9,\"newest\":20}");
      assertThat(socket.closed()).isEqualTo(new Closed(code, words));
    }
    assertThat(server.subscriptions.closed.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "SHUTDOWN, 3001, 'shutdown,1234'",
    "EXPIRED, 4401, expired",
    "REVOKED, 4401, key_revoked",
    "SUSPENDED, 4403, tenant_suspended"
  })
  void the_server_ends_a_socket_that_has_no_subscription(
      StreamItem.Reason reason, int code, String words) throws Exception {
    try (var socket = open(MANY)) {
      socket.send("{\"op\":\"ping\"}").next("pong", "null");

      server.sockets.endAll(reason, Duration.ofMillis(1234));

      assertThat(socket.closed()).isEqualTo(new Closed(code, words));
    }
  }

  @Test
  void a_stopping_server_says_when_to_come_back() throws Exception {
    try (var many = open(MANY);
        var one = open(ONE)) {
      many.send("{\"op\":\"ping\"}").next("pong", "null");
      one.send("{\"op\":\"ping\"}").next("pong", "");

      var stopping = Thread.ofVirtual().start(server.server::stop);

      for (var socket : new SocketClient[] {many, one}) {
        assertThat(socket.closed().code()).isEqualTo(3001);
        assertThat(socket.closed().reason()).matches("shutdown,[0-9]{3,4}");
      }
      stopping.join();
    }
  }

  @Test
  void the_place_of_a_socket_is_freed_when_it_is_over() throws Exception {
    try (var socket = open(MANY)) {
      socket.send("{\"op\":\"ping\"}").next("pong", "null");
      assertThat(server.sockets.count()).isEqualTo(1);
    }

    for (long end = System.nanoTime() + 10_000_000_000L;
        server.sockets.count() > 0 && System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
    assertThat(server.sockets.count()).isZero();
  }

  @Test
  void a_request_that_is_no_handshake_is_refused_and_holds_nothing() throws Exception {
    Answers.problem(server.get(MANY), 426, "upgrade_required");
    Answers.problem(server.get(ONE), 426, "upgrade_required");

    assertThat(server.sockets.count()).isZero();
    assertThat(server.subscriptions.closed.getCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {MANY, ONE})
  void a_handshake_needs_a_key(String path) throws Exception {
    assertThat(SocketClient.refusal(server.port(), path, null).statusCode()).isEqualTo(401);
    assertThat(SocketClient.refusal(server.port(), path, "bad").statusCode()).isEqualTo(401);
    assertThat(SocketClient.refusal(server.port(), path, TestServer.EXPIRED_TOKEN).statusCode())
        .isEqualTo(401);
    try (var socket = new SocketClient(server.port(), path + "?bearer=" + TestServer.TOKEN, null)) {
      assertThat(socket.ask("{\"op\":\"ping\"}").path("op").asText()).isEqualTo("pong");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MANY, ONE})
  void a_ticket_opens_its_path(String path) throws Exception {
    server.logins.ticketPath = path;

    try (var socket =
        new SocketClient(server.port(), path + "?ticket=" + FakeLogins.TICKET, null)) {
      assertThat(socket.ask("{\"op\":\"ping\"}").path("op").asText()).isEqualTo("pong");
    }
  }

  @Test
  void what_is_refused_before_a_socket_is_open_has_a_status() throws Exception {
    assertThat(refused(ONE + "?from=x")).isEqualTo(400);
    assertThat(refused(ONE + "?slow=x")).isEqualTo(400);
    assertThat(refused(MANY + "?from=1")).isEqualTo(400);
    assertThat(refused("/v1/ws/subscriptions/x")).isEqualTo(404);
    server.sockets.refusal = new Refusal.TenantSuspended();
    assertThat(refused(MANY)).isEqualTo(403);
    server.subscriptions.refusal = new Refusal.NoSuchSubscription();
    assertThat(refused(ONE)).isEqualTo(404);
    server.subscriptions.refusal = new Refusal.Draining();
    assertThat(refused(ONE)).isEqualTo(503);
  }

  private int refused(String path) throws Exception {
    return SocketClient.refusal(server.port(), path, TestServer.TOKEN).statusCode();
  }

  @Test
  void a_subscriptions_socket_takes_the_cursor_of_its_stream() throws Exception {
    try (var socket = open(ONE + "?last_event_id=8&from=9&slow=latest&body=text")) {
      socket.send("{\"op\":\"ping\"}").next("pong", "");
    }
    assertThat(server.subscriptions.cursor).isEqualTo(new Cursor.After(8));
    assertThat(server.subscriptions.slow).isEqualTo(SlowPolicy.LATEST);
    try (var socket = open(ONE + "?from=earliest")) {
      socket.send("{\"op\":\"ping\"}").next("pong", "");
    }
    assertThat(server.subscriptions.cursor).isEqualTo(new Cursor.From(Start.EARLIEST));
  }

  @Test
  void a_subscriptions_socket_answers_pings_and_nothing_else() throws Exception {
    try (var socket = open(ONE)) {
      socket.refused("nonsense", 400, "invalid_json");
      socket.refused("{}", 400, "missing_field");
      socket.refused("{\"op\":\"subscribe\"}", 400, "unknown_op");
      var refusal = socket.refused("{\"op\":\"ping\",\"id\":1}", 400, "unknown_field");
      assertThat(refusal.has("id")).isFalse();

      assertThat(socket.ask("{\"op\":\"ping\"}").toString()).isEqualTo("{\"op\":\"pong\"}");
    }
  }

  @Test
  void an_outage_is_told_as_over_http() throws Exception {
    server.topics.failure = new StoreException.Unavailable("down", new IllegalStateException());
    var publish = "{\"op\":\"publish\",\"id\":1,\"topic\":\"orders\",\"body\":\"x\"}";
    try (var socket = open(MANY)) {
      assertThat(socket.refused(publish, 503, "store_unavailable").path("id").asInt()).isEqualTo(1);
      server.topics.failure = new StoreException.TimedOut("late", new IllegalStateException());
      socket.refused(publish, 504, "store_timeout");
      server.topics.failure = new IllegalStateException("a bug");
      socket.refused(publish, 500, "internal");
      server.topics.failure = null;

      assertThat(socket.ask(publish).path("op").asText()).isEqualTo("published");
    }
  }

  @Test
  void a_stream_that_fails_ends_its_subscription_alone() throws Exception {
    server.subscriptions.streamFailure = new IllegalStateException("a bug");
    try (var socket = open(MANY)) {
      socket.send("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\"}").next("subscribed", "1");

      var close = socket.next("close", "1");

      assertThat(close.path("code").asText()).isEqualTo("unavailable");
      assertThat(close.path("retry_ms").asLong()).isPositive();
      socket.send("{\"op\":\"ping\",\"id\":1}").next("pong", "1");
    }
  }

  @Test
  void a_policy_for_slow_readers_is_passed_on() throws Exception {
    try (var socket = open(MANY)) {
      socket
          .send("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"slow\":\"disconnect\"}")
          .next("subscribed", "1");
      assertThat(server.subscriptions.slow).isEqualTo(SlowPolicy.DISCONNECT);
      server.subscriptions.items.add(closed(StreamItem.Reason.TOO_SLOW));

      assertThat(socket.next("close", "1").toString())
          .isEqualTo(
              "{\"op\":\"close\",\"id\":1,\"code\":\"too_slow\",\"reason\":"
                  + "\"The reader takes less than comes.\",\"retry_ms\":1234}");
    }
  }

  @Test
  void work_is_closed_when_the_socket_is_over() throws Exception {
    server.work.ready.add(FakeLeases.received(1, "x", null));
    try (var socket = open(MANY)) {
      socket
          .send("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":5}")
          .next("receiving", "2");
      assertThat(socket.next("message", "2").at("/message/receipt").asText()).isNotEmpty();
    }

    assertThat(server.work.credits.poll(60, TimeUnit.SECONDS)).isEqualTo(5);
    assertThat(server.work.closed.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
