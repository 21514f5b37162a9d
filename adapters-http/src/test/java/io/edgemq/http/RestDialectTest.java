package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.edgemq.server.Route;
import io.edgemq.server.Wire;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every call (SPEC 2).
final class RestDialectTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private List<Route> routes() {
    return server.routes().stream()
        .filter(route -> !route.path().startsWith(IngestDialect.PREFIX))
        .toList();
  }

  private static String concrete(Route route) {
    return route
        .path()
        .replace("{queue}", "jobs")
        .replace("{topic}", "orders")
        .replace("{receipt}", "r1")
        .replace("{bucket}", "users")
        .replace("{key…}", "ann")
        .replace("{tenant}", "t1")
        .replace("{token}", FakeInvites.TOKEN)
        .replace("{name}", "hooks")
        .replace(
            "{id}",
            route.path().contains("jobs") ? "job_" + "a".repeat(24) : "sub_" + "b".repeat(24));
  }

  @Test
  void every_route_but_the_open_ones_demands_a_token() throws Exception {
    var demanding = new ArrayList<String>();
    for (var route : routes()) {
      var request =
          server.open(concrete(route)).method(route.method().text(), BodyPublishers.noBody());
      var answer = server.send(request);
      if (answer.statusCode() == 401) {
        problem(answer, 401, "unauthorized");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        demanding.add(route.path());
      }
    }

    assertThat(demanding)
        .hasSize(routes().size() - 8)
        .doesNotContain("/v1/health", "/v1/ready", "/metrics", "/openapi.yaml", "/asyncapi.yaml")
        .doesNotContain("/v1/claim/{token}", "/v1/invite-requests");
  }

  @Test
  void a_credential_is_read_whatever_the_case_of_its_scheme() throws Exception {
    var answer =
        server.send(server.open("/v1/queues").header("Authorization", "bearer good-token").GET());

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/v1", "/v2/queues", "/v1/queues/", "/v1//queues", "/v1/queues/a/b/c"})
  void an_unknown_path_is_not_found(String path) throws Exception {
    problem(server.get(path), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/v1/queues,'GET, OPTIONS, POST'",
    "POST,/v1/queues/jobs,'DELETE, GET, OPTIONS, PATCH'",
    "GET,/v1/queues/jobs/receive,'OPTIONS, POST'",
    "GET,/v1/queues/jobs/messages/r1,'DELETE, OPTIONS'",
    "TRACE,/v1/health,'GET, OPTIONS'"
  })
  void another_method_is_not_allowed(String method, String path, String allow) throws Exception {
    var answer = server.send(server.request(path).method(method, BodyPublishers.noBody()));

    problem(answer, 405, "method_not_allowed");
    assertThat(answer.headers().firstValue("Allow")).contains(allow);
  }

  @Test
  void a_literal_comes_before_an_argument() throws Exception {
    var answer = server.post("/v1/queues/jobs/messages/batch", "{\"messages\":[{\"body\":\"\"}]}");

    assertThat(json(answer).path("results")).hasSize(1);
  }

  @Test
  void a_preflight_is_answered_on_every_route() throws Exception {
    for (var route : routes()) {
      var request =
          server
              .open(concrete(route))
              .header("Origin", "https://app.example")
              .header("Access-Control-Request-Method", route.method().text())
              .header("Access-Control-Request-Headers", "authorization,x-mq-attr-colour")
              .method("OPTIONS", BodyPublishers.noBody());

      var answer = server.send(request);

      assertThat(answer.statusCode()).as(route.path()).isEqualTo(204);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
          .contains(route.method().text());
      assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
          .contains("Authorization", "Last-Event-ID", "Idempotency-Key", "x-mq-attr-colour");
      assertThat(answer.headers().firstValue("Access-Control-Max-Age")).contains("86400");
    }
  }

  @Test
  void a_page_may_read_our_headers() throws Exception {
    var answer = server.send(server.request("/v1/queues").header("Origin", "https://a.b").GET());

    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("X-Request-Id", "Idempotent-Replayed", "Retry-After");
  }

  @Test
  void a_request_id_is_echoed_if_it_is_one() throws Exception {
    var longest = "i".repeat(128);

    assertThat(echoed("abc/DEF-1")).isEqualTo("abc/DEF-1");
    assertThat(echoed(longest)).isEqualTo(longest);
    assertThat(echoed("i".repeat(129))).startsWith("req-");
    assertThat(echoed("a b")).startsWith("req-");
    assertThat(echoed("")).startsWith("req-").isNotEqualTo(echoed(""));
  }

  private String echoed(String id) throws Exception {
    var answer = server.send(server.request("/v1/queues").header("X-Request-Id", id).GET());
    return answer.headers().firstValue("X-Request-Id").orElseThrow();
  }

  @Test
  void json_may_come_without_a_type_or_as_what_curl_calls_a_form() throws Exception {
    var body = "{\"name\":\"q\"}";

    for (var type :
        List.of(
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/x-www-form-urlencoded")) {
      assertThat(server.call("POST", "/v1/queues", body, Map.of("Content-Type", type)).statusCode())
          .as(type)
          .isLessThan(300);
    }
    problem(
        server.call("POST", "/v1/queues", body, Map.of("Content-Type", "text/plain")),
        415,
        "unsupported_media_type");
  }

  @Test
  void json_is_utf8_and_not_endless() throws Exception {
    problem(bytes(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}), 400, "invalid_json");
    problem(bytes("{}".getBytes(UTF_16LE)), 400, "invalid_json");
    problem(server.post("/v1/queues", "[".repeat(300_000)), 413, "body_too_large");
    problem(server.post("/v1/queues", "{\"a\":".repeat(600)), 400, "invalid_json");
    problem(
        server.post("/v1/queues", "{\"name\":\"q\",\"replicas\":" + "1".repeat(3000) + "}"),
        400,
        "invalid_json");
  }

  private java.net.http.HttpResponse<String> bytes(byte[] body) throws Exception {
    return server.send(server.request("/v1/queues").POST(BodyPublishers.ofByteArray(body)));
  }

  @Test
  void head_is_a_get_without_a_body() throws Exception {
    var answer = server.send(server.open("/v1/health").method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).contains("15");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void a_stream_has_no_head() throws Exception {
    var path = "/v1/topics/orders/stream";

    var answer = server.send(server.request(path).method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
  }

  @Test
  void an_absolute_request_line_means_the_same_path() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send("GET http://somewhere/v1/health HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(wire.until("{\"status\":\"ok\"}")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_stopping_server_closes_the_connections_at_rest() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n");
      wire.until("ok\"}");

      server.server.stop();

      assertThat(wire.untilClosed()).endsWith("ok\"}");
    }
  }

  @Test
  void a_stopping_server_answers_what_is_under_way_and_ends_the_connection() throws Exception {
    var held = new CountDownLatch(1);
    try (var patient = new TestServer(Patience.DEFAULT.draining(Duration.ofMinutes(1)));
        var wire = new Wire(patient.port())) {
      patient.leases.stubborn = held;
      wire.send(
          """
          POST /v1/queues/jobs/receive HTTP/1.1\r
          Host: x\r
          Authorization: Bearer good-token\r
          Content-Length: 0\r
          \r
          """);
      assertThat(patient.leases.waiting.await(60, TimeUnit.SECONDS)).isTrue();

      var stopping = Thread.ofVirtual().start(patient.server::stop);
      held.countDown();

      assertThat(wire.untilClosed()).startsWith("HTTP/1.1 200").endsWith("{\"messages\":[]}");
      stopping.join();
    }
  }
}
