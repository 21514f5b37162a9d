package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What workers do over `/v1/ws`, over a real socket and the real use cases.
final class SocketWorkTest {
  private final RealServer server = new RealServer();

  @BeforeEach
  void make() throws Exception {
    server.call(RealServer.OWNER, "POST", "/v1/topics", "{\"name\":\"orders\"}");
    server.call(RealServer.OWNER, "POST", "/v1/queues", "{\"name\":\"jobs\"}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SocketClient open() {
    return new SocketClient(server.port(), "/v1/ws", RealServer.OWNER);
  }

  private void put(String body) throws Exception {
    server.call(RealServer.OWNER, "POST", "/v1/queues/jobs/messages", body);
  }

  @Test
  void a_worker_has_no_more_unsettled_than_its_credit() throws Exception {
    for (var body : List.of("a", "b", "c")) {
      put(body);
    }
    try (var socket = open()) {
      socket
          .send("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":2,\"body\":\"text\"}")
          .next("receiving", "2");
      var first = socket.next("message", "2").path("message");
      var second = socket.next("message", "2").path("message");
      assertThat(List.of(first.path("body").asText(), second.path("body").asText()))
          .containsExactlyInAnyOrder("a", "b");

      socket.send(settle("ack", first));

      var frames = List.of(socket.next(), socket.next());
      var settled =
          frames.stream().filter(f -> f.path("op").asText().equals("settled")).findFirst();
      assertThat(settled.orElseThrow().at("/results/0/ok").asBoolean()).isTrue();
      var third = frames.stream().filter(f -> f.has("message")).findFirst().orElseThrow();
      assertThat(third.at("/message/body").asText()).isEqualTo("c");
      assertThat(third.at("/message/attempt").asInt()).isEqualTo(1);
    }
  }

  private static String settle(String list, JsonNode message) {
    return "{\"op\":\"settle\",\"id\":\"s\",\"queue\":\"jobs\",\"%s\":[%s]}"
        .formatted(list, message.path("receipt"));
  }

  @Test
  void a_receive_with_the_same_id_has_its_new_credit() throws Exception {
    put("a");
    put("b");
    try (var socket = open()) {
      socket
          .send("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":1}")
          .next("receiving", "2");
      socket.next("message", "2");

      socket.send("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":2}");

      var ops = List.of(socket.next().path("op").asText(), socket.next().path("op").asText());
      assertThat(ops).containsExactlyInAnyOrder("receiving", "message");
      socket.refused(
          "{\"op\":\"receive\",\"id\":2,\"queue\":\"other\",\"credit\":2}", 409, "id_in_use");
    }
  }

  @Test
  void a_refused_receipt_gives_no_credit_back() throws Exception {
    put("a");
    put("b");
    try (var socket = open()) {
      socket
          .send("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":1}")
          .next("receiving", "2");
      socket.next("message", "2");

      var settled = socket.ask("{\"op\":\"settle\",\"queue\":\"jobs\",\"ack\":[\"made-up\"]}");

      assertThat(settled.at("/results/0/error/code").asText()).isEqualTo("receipt_invalid");
      socket.send("{\"op\":\"ping\"}").next("pong", "null");
    }
  }

  @Test
  void what_was_received_stays_the_workers_after_an_unsubscribe() throws Exception {
    put("a");
    try (var socket = open()) {
      socket
          .send("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":5}")
          .next("receiving", "2");
      var message = socket.next("message", "2").path("message");
      socket.send("{\"op\":\"unsubscribe\",\"id\":2}").next("unsubscribed", "2");
      put("b");

      var settled = socket.ask(settle("ack", message));

      assertThat(settled.at("/results/0/ok").asBoolean()).isTrue();
      assertThat(receive().at("/messages/0/sequence").asInt()).isEqualTo(2);
    }
  }

  @Test
  void a_message_that_comes_while_a_receive_ends_is_sent_or_goes_back() throws Exception {
    try (var socket = open()) {
      int sent = 0;
      for (int i = 0; i < 100; i++) {
        socket
            .send("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":1000}")
            .next("receiving", "2");
        var putting = Thread.ofVirtual().start(() -> putQuietly("x"));
        socket.send("{\"op\":\"unsubscribe\",\"id\":2}");
        while (!socket.next().path("op").asText().equals("unsubscribed")) {
          sent++;
        }
        putting.join();
      }

      var counts =
          server.call(RealServer.OWNER, "GET", "/v1/queues/jobs", "").json().path("counts");

      assertThat(counts.path("in_flight").asInt()).isEqualTo(sent);
      assertThat(counts.path("ready").asInt()).isEqualTo(100 - sent);
    }
  }

  private void putQuietly(String body) {
    try {
      put(body);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private JsonNode receive() throws Exception {
    return server
        .call(RealServer.OWNER, "POST", "/v1/queues/jobs/receive", "{\"max\":9,\"wait_seconds\":5}")
        .json();
  }

  @Test
  void what_is_unsettled_is_given_back_when_the_socket_ends() throws Exception {
    put("a");
    put("b");
    try (var socket = open()) {
      socket
          .send("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":1}")
          .next("receiving", "2");
      socket.next("message", "2");
      socket.send("{\"op\":\"unsubscribe\",\"id\":2}").next("unsubscribed", "2");
      socket
          .send("{\"op\":\"receive\",\"id\":3,\"queue\":\"jobs\",\"credit\":1}")
          .next("receiving", "3");
      socket.next("message", "3");
    }

    long start = System.nanoTime();
    var attempts = new ArrayList<Integer>();
    while (attempts.size() < 2) {
      receive().path("messages").forEach(each -> attempts.add(each.path("attempt").asInt()));
    }

    assertThat(attempts).containsExactly(2, 2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void a_removed_queue_ends_its_receive_and_not_the_socket() throws Exception {
    try (var socket = open()) {
      socket
          .send("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":1}")
          .next("receiving", "2");

      server.call(RealServer.OWNER, "DELETE", "/v1/queues/jobs", "");

      var close = socket.next("close", "2");
      assertThat(close.path("code").asText()).isEqualTo("queue_not_found");
      assertThat(close.has("retry_ms")).isFalse();
      socket.send("{\"op\":\"ping\",\"id\":2}").next("pong", "2");
    }
  }
}
