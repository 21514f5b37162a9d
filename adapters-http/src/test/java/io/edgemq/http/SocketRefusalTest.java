package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Scopes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused over `/v1/ws`, and changes nothing.
final class SocketRefusalTest {
  private static final String LIMITED = "limited-token";

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | 400 | invalid_json",
        "nonsense | 400 | invalid_json",
        "{\"op\":\"ping\",\"op\":\"ping\"} | 400 | invalid_json",
        "{} | 400 | missing_field",
        "{\"op\":7} | 400 | invalid_field",
        "{\"op\":\"dance\"} | 400 | unknown_op",
        "{\"op\":\"ping\",\"id\":1.5} | 400 | invalid_field",
        "{\"op\":\"ping\",\"id\":\"\"} | 400 | invalid_field",
        "{\"op\":\"ping\",\"id\":[]} | 400 | invalid_field",
        "{\"op\":\"ping\",\"x\":1} | 400 | unknown_field",
        "{\"op\":\"subscribe\",\"topic\":\"orders\"} | 400 | missing_field",
        "{\"op\":\"subscribe\",\"id\":1} | 400 | missing_field",
        "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"none\"} | 404 | topic_not_found",
        "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"a b\"} | 400 | invalid_name",
        "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"group\":\"g\"} | 400 | unknown_field",
        "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"pattern\":\"x.>\"} | 400 |"
            + " pattern_topic_mismatch",
        "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"from\":\"x\"} | 400 | invalid_field",
        "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"last_event_id\":-1} | 400 |"
            + " invalid_field",
        "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"slow\":\"x\"} | 400 | invalid_field",
        "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"body\":\"x\"} | 400 | invalid_field",
        "{\"op\":\"publish\",\"topic\":\"none\",\"body\":\"x\"} | 404 | topic_not_found",
        "{\"op\":\"publish\",\"topic\":\"orders\"} | 400 | missing_field",
        "{\"op\":\"publish\",\"topic\":\"orders\",\"body\":\"x\",\"body_b64\":\"eA==\"} | 400 |"
            + " invalid_field",
        "{\"op\":\"publish\",\"topic\":\"orders\",\"body_b64\":\"*\"} | 400 | invalid_field",
        "{\"op\":\"publish\",\"topic\":\"orders\",\"body\":\"x\",\"subject\":\"a..b\"} | 400 |"
            + " invalid_subject",
        "{\"op\":\"publish\",\"topic\":\"orders\",\"body\":\"x\",\"attributes\":{\"mq-a\":\"b\"}} |"
            + " 400 | reserved_attribute",
        "{\"op\":\"publish\",\"topic\":\"orders\",\"body\":\"x\",\"idempotency_key\":\"\"} | 400 |"
            + " invalid_field",
        "{\"op\":\"publish\",\"topic\":\"$events\",\"body\":\"x\"} | 403 | system_topic",
        "{\"op\":\"receive\",\"id\":1,\"queue\":\"jobs\"} | 400 | missing_field",
        "{\"op\":\"receive\",\"id\":1,\"queue\":\"jobs\",\"credit\":0} | 400 | out_of_range",
        "{\"op\":\"receive\",\"id\":1,\"queue\":\"jobs\",\"credit\":1001} | 400 | out_of_range",
        "{\"op\":\"receive\",\"id\":1,\"queue\":\"none\",\"credit\":1} | 404 | queue_not_found",
        "{\"op\":\"settle\",\"queue\":\"jobs\"} | 400 | missing_field",
        "{\"op\":\"settle\",\"queue\":\"jobs\",\"nack\":[{\"x\":1}]} | 400 | unknown_field",
        "{\"op\":\"unsubscribe\",\"id\":9} | 404 | id_not_found"
      })
  void what_can_not_be_is_refused_and_changes_nothing(String request, int status, String code)
      throws Exception {
    try (var socket = open()) {
      socket.refused(request, status, code);

      socket.send("{\"op\":\"ping\",\"id\":1}").next("pong", "1");
    }
  }

  @Test
  void a_message_that_is_too_large_is_refused_as_over_http() throws Exception {
    var body = "x".repeat((1 << 20) + 1);
    try (var socket = open()) {
      socket.refused(
          "{\"op\":\"publish\",\"topic\":\"orders\",\"body\":\"" + body + "\"}",
          413,
          "message_too_large");
      socket
          .send("{\"op\":\"publish\",\"topic\":\"orders\",\"body\":\"" + body.substring(1) + "\"}")
          .next("published", "null");
    }
  }

  @Test
  void a_frame_beyond_two_mebibytes_closes_the_socket() throws Exception {
    try (var socket = open()) {
      socket.send("{\"op\":\"publish\",\"topic\":\"" + "x".repeat(2 << 20) + "\"}");

      assertThat(socket.closed().code()).isEqualTo(1009);
    }
  }

  @Test
  void each_request_needs_its_scope() throws Exception {
    server.key(FakeLogins.TENANT, LIMITED, Scopes.of("publish:orders.eu", "subscribe:orders.eu.>"));
    try (var socket = new SocketClient(server.port(), "/v1/ws", LIMITED)) {
      socket
          .send("{\"op\":\"publish\",\"topic\":\"orders\",\"subject\":\"eu\",\"body\":\"x\"}")
          .next("published", "null");
      for (var request :
          List.of(
              "{\"op\":\"publish\",\"topic\":\"orders\",\"subject\":\"us\",\"body_b64\":\"*\"}",
              "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"pattern\":\"orders.>\"}",
              "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"none\"}",
              "{\"op\":\"receive\",\"id\":1,\"queue\":\"jobs\",\"credit\":1}",
              "{\"op\":\"settle\",\"queue\":\"jobs\"}")) {
        socket.refused(request, 403, "insufficient_scope");
      }
    }
  }
}
