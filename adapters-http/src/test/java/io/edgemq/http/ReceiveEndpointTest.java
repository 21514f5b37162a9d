package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.ReceiveRequest;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.server.Wire;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReceiveEndpointTest {
  private static final String RECEIVE = "/v1/queues/jobs/receive";
  private static final String RAW =
      "POST /v1/queues/jobs/receive HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-token\r\n";
  private static final String WAIT = "Content-Length: 19\r\n\r\n{\"wait_seconds\":20}";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_message_comes_with_its_receipt() throws Exception {
    server.leases.ready.add(FakeLeases.received(18, "héllo", "g1"));

    var answer = server.post(RECEIVE, "{}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"messages":[{"id":"jobs-18","sequence":18,"queue":"jobs","timestamp":1763712000123,\
            "content_type":"text/plain","attributes":{"k":"v"},"body_b64":"aMOpbGxv",\
            "receipt":"r18","attempt":2,"visible_until":"2025-11-21T08:00:30Z","group":"g1"}]}""");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void messages_that_find_no_room_are_given_back() throws Exception {
    requireGivenBack(List.of(FakeLeases.received(18, "x".repeat(300_000), null)));
  }

  @Test
  void attributes_need_room_as_well() throws Exception {
    var attributes = new HashMap<String, String>();
    for (int i = 0; i < 8; i++) {
      attributes.put("k" + i, "v".repeat(1000));
    }

    requireGivenBack(Collections.nCopies(100, FakeLeases.received(18, "a", null, attributes)));
  }

  /// Messages that find no room beside the reading of a page.
  private static void requireGivenBack(List<Received> messages) throws Exception {
    var began = new CountDownLatch(1);
    var enough = new CountDownLatch(1);
    try (var small = new TestServer(2_000_000)) {
      small.topics.reading =
          () -> {
            began.countDown();
            await(enough);
          };
      small.leases.ready.addAll(messages);
      var page =
          small.client.sendAsync(
              small.request("/v1/topics/orders/messages").build(), BodyHandlers.discarding());
      assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();

      var refused = small.post(RECEIVE, "{\"max\":100}");

      problem(refused, 503, "overloaded");
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(small.leases.givenBack.poll(30, TimeUnit.SECONDS)).hasSameSizeAs(messages);
      enough.countDown();
      assertThat(page.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void text_comes_as_text_when_asked_for() throws Exception {
    server.leases.ready.add(FakeLeases.received(18, "hé\n\"llo\"", null));

    var message = json(server.post(RECEIVE + "?body=text", "")).path("messages").get(0);

    assertThat(message.path("body").asText()).isEqualTo("hé\n\"llo\"");
    assertThat(message.has("body_b64")).isFalse();
    assertThat(message.has("group")).isFalse();
  }

  @Test
  void without_a_body_one_message_is_asked_for_at_once() throws Exception {
    var answer = server.post(RECEIVE, "");

    assertThat(answer.body()).isEqualTo("{\"messages\":[]}");
    assertThat(server.leases.request).isEqualTo(new ReceiveRequest(1, null, Duration.ZERO));
  }

  @Test
  void what_is_asked_for_is_passed_on() throws Exception {
    server.leases.ready.add(FakeLeases.received(1, "a", null));
    server.leases.ready.add(FakeLeases.received(2, "b", null));

    var answer = server.post(RECEIVE, "{\"max\":5,\"wait_seconds\":1.5,\"visibility_seconds\":0}");

    assertThat(json(answer).path("messages")).hasSize(2);
    assertThat(server.leases.request)
        .isEqualTo(new ReceiveRequest(5, Duration.ZERO, Duration.ofMillis(1500)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"max\":0}|out_of_range",
        "{\"max\":1.0}|invalid_field",
        "{\"max\":\"1\"}|invalid_field",
        "{\"wait_seconds\":true}|invalid_field",
        "{\"wait\":1}|unknown_field",
        "{\"max\":1|invalid_json"
      })
  void what_is_no_wish_is_refused(String body, String code) throws Exception {
    problem(server.post(RECEIVE, body), 400, code);
  }

  @Test
  void a_receiver_whose_key_ends_meanwhile_is_unauthorized() throws Exception {
    server.leases.refusal = new Refusal.KeyRevoked();
    problem(server.post(RECEIVE, "{\"wait_seconds\":1}"), 401, "key_revoked");

    server.leases.refusal = new Refusal.KeyExpired();
    problem(server.post(RECEIVE, "{\"wait_seconds\":1}"), 401, "token_expired");
  }

  @Test
  void a_receiver_that_hangs_up_ends_the_wait() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send(RAW + WAIT);
      assertThat(server.leases.waiting.await(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(server.leases.interrupted.poll(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_receiver_that_crashes_ends_the_wait() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send(RAW + WAIT);
      assertThat(server.leases.waiting.await(60, TimeUnit.SECONDS)).isTrue();
      wire.reset();
    }

    assertThat(server.leases.interrupted.poll(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void messages_that_came_for_a_receiver_that_hung_up_are_given_back() throws Exception {
    var held = new CountDownLatch(1);
    server.leases.stubborn = held;
    try (var wire = new Wire(server.port())) {
      wire.send(RAW + WAIT);
      assertThat(server.leases.waiting.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(server.leases.hangUpSeen.poll(60, TimeUnit.SECONDS)).isTrue();

    server.leases.ready.add(FakeLeases.received(1, "a", null));
    held.countDown();

    assertThat(server.leases.givenBack.poll(60, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void a_wait_that_ends_well_leaves_the_connection_to_the_next_request() throws Exception {
    try (var wire = new Wire(server.port())) {
      for (int i = 1; i <= 3; i++) {
        wire.send(RAW + WAIT);
        server.leases.ready.add(FakeLeases.received(i, "a", null));
        wire.until("}]}");
        assertThat(wire.until("}]}")).contains("\"receipt\":\"r" + i + "\"");
        wire.forget();
      }
    }

    assertThat(server.leases.givenBack).isEmpty();
  }

  @Test
  void a_wait_holds_the_headers_and_not_the_body() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send(RAW + "A: " + "a".repeat(40_000) + "\r\nContent-Length: 200019\r\n\r\n");
      wire.send(" ".repeat(200_000) + "{\"wait_seconds\":20}");
      assertThat(server.leases.waiting.await(60, TimeUnit.SECONDS)).isTrue();

      assertThat(server.held()).isBetween(80_000.0, 90_000.0);
    }
  }

  @Test
  void a_request_sent_during_the_wait_is_answered_after_it() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send(RAW + WAIT);
      assertThat(server.leases.waiting.await(60, TimeUnit.SECONDS)).isTrue();
      wire.send("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n");
      server.leases.ready.add(FakeLeases.received(1, "a", null));

      assertThat(wire.until("{\"status\":\"ok\"}")).contains("\"receipt\":\"r1\"");
    }
  }
}
