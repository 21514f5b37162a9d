package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asked of topics over `/v1/ws`, over a real socket and the real use cases.
final class SocketSessionTest {
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

  private void publish(String subject, String body) throws Exception {
    server.call(RealServer.OWNER, "POST", "/v1/topics/orders/messages?subject=" + subject, body);
  }

  @Test
  void a_subscription_gets_what_matches_under_its_id() throws Exception {
    try (var socket = open()) {
      socket
          .send(
              """
              {"op":"subscribe","id":1,"topic":"orders","pattern":"orders.eu.>","body":"text"}""")
          .next("subscribed", "1");
      publish("us.created", "no");
      publish("eu.created", "yes");

      var frame = socket.next("message", "1");

      assertThat(frame.at("/message/subject").asText()).isEqualTo("orders.eu.created");
      assertThat(frame.at("/message/body").asText()).isEqualTo("yes");
      assertThat(frame.at("/message/sequence").asLong()).isEqualTo(2);
    }
  }

  @Test
  void two_subscriptions_share_a_socket_and_each_is_in_order() throws Exception {
    try (var socket = open()) {
      socket.send("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\"}").next("subscribed", "1");
      socket
          .send("{\"op\":\"subscribe\",\"id\":\"1\",\"topic\":\"orders\"}")
          .next("subscribed", "\"1\"");
      for (int i = 0; i < 50; i++) {
        publish("eu", "x");
      }

      var numbers = new ArrayList<Long>();
      var texts = new ArrayList<Long>();
      for (int i = 0; i < 100; i++) {
        var frame = socket.next();
        (frame.path("id").isTextual() ? texts : numbers)
            .add(frame.at("/message/sequence").asLong());
      }

      assertThat(numbers).hasSize(50).isSorted().doesNotHaveDuplicates();
      assertThat(texts).isEqualTo(numbers);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'\"from\":\"earliest\"', 1",
    "'\"from\":2', 2",
    "'\"from\":\"2\"', 2",
    "'\"from\":\"last:1\"', 3",
    "'\"last_event_id\":1', 2",
    "'\"last_event_id\":\"2\"', 3",
    "'\"last_event_id\":2,\"from\":1', 3"
  })
  void a_subscription_begins_at_its_cursor(String cursor, long first) throws Exception {
    publish("a", "1");
    publish("b", "2");
    publish("c", "3");
    try (var socket = open()) {
      socket
          .send("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\"," + cursor + "}")
          .next("subscribed", "1");

      assertThat(socket.next("message", "1").at("/message/sequence").asLong()).isEqualTo(first);
    }
  }

  @Test
  void a_cursor_beyond_the_end_is_told_as_a_gap() throws Exception {
    publish("a", "1");
    try (var socket = open()) {
      socket
          .send("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"last_event_id\":40}")
          .next("subscribed", "1");

      var gap = socket.next("gap", "1");

      assertThat(gap.path("requested").asLong()).isEqualTo(41);
      assertThat(gap.path("newest").asLong()).isEqualTo(1);
    }
  }

  @Test
  void nothing_follows_the_answer_to_an_unsubscribe_while_messages_flow() throws Exception {
    try (var socket = open()) {
      socket.send("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\"}").next("subscribed", "1");
      var publisher =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 200; i++) {
                        publish("eu", "x");
                      }
                    } catch (Exception failed) {
                      throw new AssertionError(failed);
                    }
                  });
      socket.next("message", "1");
      socket.send("{\"op\":\"unsubscribe\",\"id\":1}");
      JsonNode frame = socket.next();
      while (frame.path("op").asText().equals("message")) {
        frame = socket.next();
      }
      assertThat(frame.toString()).isEqualTo("{\"op\":\"unsubscribed\",\"id\":1}");
      publisher.join();

      var next = socket.ask("{\"op\":\"ping\",\"id\":2}");

      assertThat(next.toString()).isEqualTo("{\"op\":\"pong\",\"id\":2}");
    }
  }

  @Test
  void an_id_is_free_again_once_it_was_unsubscribed() throws Exception {
    try (var socket = open()) {
      var subscribe = "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\"}";
      socket.send(subscribe).next("subscribed", "1");
      assertThat(socket.refused(subscribe, 409, "id_in_use").path("id").asInt()).isEqualTo(1);
      socket.refused("{\"op\":\"ping\",\"id\":1}", 409, "id_in_use");
      socket.send("{\"op\":\"unsubscribe\",\"id\":1}").next("unsubscribed", "1");
      socket.refused("{\"op\":\"unsubscribe\",\"id\":1}", 404, "id_not_found");

      socket.send(subscribe).next("subscribed", "1");
    }
  }

  @Test
  void a_removed_topic_ends_its_subscription_and_not_the_socket() throws Exception {
    try (var socket = open()) {
      socket.send("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\"}").next("subscribed", "1");

      server.call(RealServer.OWNER, "DELETE", "/v1/topics/orders", "");

      assertThat(socket.next("close", "1").path("code").asText()).isEqualTo("deleted");
      socket.refused(
          "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\"}", 404, "topic_not_found");
      socket.send("{\"op\":\"ping\"}").next("pong", "null");
    }
  }

  @Test
  void a_publish_is_stored_as_over_http_and_repeated_by_its_key() throws Exception {
    var publish =
        """
        {"op":"publish","id":"p","topic":"orders","subject":"eu.created","body_b64":"AAEC",\
        "content_type":"image/png","attributes":{"k":"v"},"idempotency_key":"once"}""";
    try (var socket = open()) {
      var first = socket.send(publish).next("published", "\"p\"");
      var again = socket.send(publish).next("published", "\"p\"");

      assertThat(first.toString())
          .isEqualTo(
              "{\"op\":\"published\",\"id\":\"p\",\"sequence\":1,"
                  + "\"subject\":\"orders.eu.created\"}");
      assertThat(again.path("sequence").asLong()).isEqualTo(1);
      assertThat(again.path("replayed").asBoolean()).isTrue();
      var kept =
          server
              .call(RealServer.OWNER, "GET", "/v1/topics/orders/messages", "")
              .json()
              .path("messages");
      assertThat(kept).hasSize(1);
      assertThat(kept.at("/0/body_b64").asText()).isEqualTo("AAEC");
      assertThat(kept.at("/0/content_type").asText()).isEqualTo("image/png");
      assertThat(kept.at("/0/attributes/k").asText()).isEqualTo("v");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void nothing_is_left_open_when_the_socket_ends(int subscriptions) throws Exception {
    try (var socket = open()) {
      for (int i = 0; i < subscriptions; i++) {
        socket.send("{\"op\":\"subscribe\",\"id\":%d,\"topic\":\"orders\"}".formatted(i));
        socket.next("subscribed", Integer.toString(i));
      }
      assertThat(server.openStreams()).isEqualTo(subscriptions + 1);
    }

    for (long end = System.nanoTime() + 10_000_000_000L;
        server.openStreams() > 0 && System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
    assertThat(server.openStreams()).isZero();
  }
}
