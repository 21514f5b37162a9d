package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.Refusal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a caller may not do is refused before its body is looked at, and what it may do is refused
/// for its body (SPEC 7).
final class BodyAfterScopeTest {
  private static final String TOO_LARGE = "x".repeat(5000);

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private void refuseAll() {
    var refusal = new Refusal.InsufficientScope("manage");
    server.queues.refusal = refusal;
    server.topics.refusal = refusal;
    server.leases.refusal = refusal;
  }

  @Nested
  final class WithoutTheScope {
    @BeforeEach
    void refuse() {
      refuseAll();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/v1/queues/jobs/messages",
          "/v1/queues/jobs/messages/batch",
          "/v1/queues/jobs/settle",
          "/v1/topics/orders/messages",
          "/v1/topics/orders/messages/batch"
        })
    void no_body_matters(String path) throws Exception {
      for (var body : new String[] {"", "{", TOO_LARGE}) {
        problem(server.post(path, body), 403, "insufficient_scope");
      }
    }

    @Test
    void no_header_matters() throws Exception {
      var headers = Map.of("Idempotency-Key", "x".repeat(200), "X-MQ-Attr-mq-x", "y");

      problem(
          server.call("POST", "/v1/queues/jobs/messages", "x", headers), 403, "insufficient_scope");
      problem(
          server.call("POST", "/v1/topics/orders/messages", "x", headers),
          403,
          "insufficient_scope");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/queues/jobs/messages", "/v1/topics/orders/messages"})
  void with_the_scope_a_body_has_its_limit(String path) throws Exception {
    problem(server.post(path, TOO_LARGE), 413, "message_too_large");
    problem(server.post(path + "/batch", TOO_LARGE), 413, "batch_too_large");
    problem(server.post(path + "/batch", "{"), 400, "invalid_json");
  }

  /// The use case is asked although there is nothing to store.
  @ParameterizedTest
  @ValueSource(strings = {"/v1/queues/jobs/messages/batch", "/v1/topics/orders/messages/batch"})
  void a_batch_without_a_single_message_is_refused_entry_by_entry(String path) throws Exception {
    var body = "{\"messages\":[{\"bdy\":\"x\"}]}";

    var allowed = json(server.post(path, body));
    refuseAll();

    assertThat(allowed.at("/results/0/error/code").asText()).isEqualTo("unknown_field");
    problem(server.post(path, body), 403, "insufficient_scope");
  }

  @Test
  void what_is_changed_is_looked_for_before_the_change() throws Exception {
    problem(server.patch("/v1/queues/none", "{"), 404, "queue_not_found");
    problem(server.patch("/v1/topics/none", "{"), 404, "topic_not_found");
  }
}
