package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QuotaKind;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.RateAccount;
import io.edgemq.ports.in.Refusal.RateExceeded;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Quotas, usage, and what is told of them (SPEC 7).
final class QuotaEndpointsTest {
  private static final String QUOTA = "/v1/admin/tenants/t1/quota";
  private static final String NOTHING =
      """
      {"storage_bytes":null,"queues":null,"topics":null,"buckets":null,"subscriptions":null,"connections":null,\
      "messages_per_second":null}""";
  private static final String USED =
      """
      {"storage_bytes":1000,"queues":2,"topics":3,"buckets":6,"subscriptions":4,"connections":5,\
      "messages_per_second":6}""";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> admin(String method, String path, String body) throws Exception {
    return server.send(
        server.as(FakeLogins.ADMIN_TOKEN, path).method(method, BodyPublishers.ofString(body)));
  }

  @Test
  void a_quota_is_replaced_whole() throws Exception {
    assertThat(admin("GET", QUOTA, "").body()).isEqualTo(NOTHING);

    var set = admin("PUT", QUOTA, "{\"queues\":3,\"topics\":0,\"messages_per_second\":1000}");
    var shown = admin("GET", QUOTA, "");
    var tenant = json(admin("GET", "/v1/admin/tenants/t1", ""));
    var again = admin("PUT", QUOTA, "{\"queues\":null,\"connections\":7}");

    assertThat(set.statusCode()).isEqualTo(200);
    assertThat(set.body())
        .isEqualTo(
            """
            {"storage_bytes":null,"queues":3,"topics":0,"buckets":null,"subscriptions":null,"connections":null,\
            "messages_per_second":1000}""");
    assertThat(shown.body()).isEqualTo(set.body());
    assertThat(tenant.path("quota").toString()).isEqualTo(set.body());
    assertThat(json(again).path("connections").asLong()).isEqualTo(7);
    assertThat(json(again).path("queues").isNull()).isTrue();
    assertThat(json(again).path("messages_per_second").isNull()).isTrue();
    assertThat(server.tenants.done)
        .containsExactly("alice 127.0.0.1 quota", "alice 127.0.0.1 quota");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"queues\":-1}',out_of_range",
    "'{\"queues\":1.5}',invalid_field",
    "'{\"queues\":\"3\"}',invalid_field",
    "'{\"messages_per_second\":0}',out_of_range",
    "'{\"messages_per_second\":1000000001}',out_of_range",
    "'{\"storage_bytes\":9223372036854775808}',out_of_range",
    "'{\"pails\":3}',unknown_field",
    "'[]',invalid_json",
    "'',invalid_json"
  })
  void what_is_no_quota_changes_nothing(String body, String code) throws Exception {
    problem(admin("PUT", QUOTA, body), 400, code);
    assertThat(server.tenants.done).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"t7", "no%20id"})
  void a_tenant_that_is_not_there_has_no_quota(String id) throws Exception {
    problem(admin("GET", "/v1/admin/tenants/" + id + "/quota", ""), 404, "tenant_not_found");
    problem(admin("PUT", "/v1/admin/tenants/" + id + "/quota", "{}"), 404, "tenant_not_found");
  }

  @Test
  void usage_is_listed_by_tenant() throws Exception {
    admin("POST", "/v1/admin/tenants", "{\"tag\":\"new\"}");

    var first = admin("GET", "/v1/admin/usage?limit=1", "");
    var second =
        admin("GET", "/v1/admin/usage?cursor=" + json(first).path("next_cursor").asText(), "");

    assertThat(first.body())
        .startsWith(
            "{\"tenants\":[{\"tenant_id\":\"t1\",\"tag\":\"first\",\"quota\":"
                + NOTHING
                + ",\"used\":"
                + USED
                + "}]");
    assertThat(json(second).at("/tenants/0/tenant_id").asText()).isEqualTo("t2");
    assertThat(json(second).path("next_cursor").isNull()).isTrue();
  }

  @Test
  void a_tenant_sees_its_own() throws Exception {
    var me = json(server.send(server.request("/v1/me")));

    assertThat(me.path("quotas").toString()).isEqualTo(NOTHING);
    assertThat(me.path("usage").toString()).isEqualTo(USED);
    assertThat(me.has("quota")).isFalse();
  }

  @Test
  void a_key_is_made_with_a_rate_and_shows_it() throws Exception {
    var made = json(admin("POST", "/v1/admin/tenants/t1/keys", "{\"messages_per_second\":50}"));
    var none = admin("POST", "/v1/admin/tenants/t1/keys", "{\"messages_per_second\":0}");

    assertThat(Objects.requireNonNull(server.tenants.wish).messagesPerSecond()).isEqualTo(50);
    assertThat(made.path("messages_per_second").asLong()).isEqualTo(50);
    problem(none, 400, "out_of_range");
  }

  @Test
  void a_rate_that_is_exceeded_is_told_in_headers_that_a_page_may_read() throws Exception {
    server.topics.refusal = new RateExceeded(RateAccount.TENANT, 1000, 3, Duration.ofMillis(300));

    var answer =
        server.send(
            server
                .request("/v1/topics/orders/messages")
                .header("Origin", "https://shop.example")
                .POST(BodyPublishers.ofString("x")));

    problem(answer, 429, "quota_exceeded");
    var headers = answer.headers();
    assertThat(headers.firstValue("Retry-After")).contains("1");
    assertThat(headers.firstValue("RateLimit-Policy")).contains("\"tenant\";q=1000;w=1");
    assertThat(headers.firstValue("RateLimit")).contains("\"tenant\";r=3;t=1");
    assertThat(headers.firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("RateLimit", "RateLimit-Policy", "Retry-After");
    assertThat(json(answer).path("detail").asText()).contains("messages_per_second", "1000");
  }

  @Test
  void a_batch_that_is_larger_than_the_rate_is_not_told_to_come_again() throws Exception {
    server.topics.refusal = new RateExceeded(RateAccount.KEY, 2, 2, null);

    var answer =
        server.send(
            server.request("/v1/topics/orders/messages").POST(BodyPublishers.ofString("x")));

    problem(answer, 429, "quota_exceeded");
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    assertThat(answer.headers().firstValue("RateLimit-Policy")).contains("\"key\";q=2;w=1");
    assertThat(json(answer).path("detail").asText()).contains("Send smaller batches");
  }

  @Test
  void another_quota_is_told_by_its_name_without_a_time() throws Exception {
    server.topics.refusal = new Refusal.QuotaExceeded(QuotaKind.STORAGE_BYTES, 4096);

    var answer =
        server.send(
            server.request("/v1/topics/orders/messages").POST(BodyPublishers.ofString("x")));

    problem(answer, 429, "quota_exceeded");
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    assertThat(answer.headers().firstValue("RateLimit")).isEmpty();
    assertThat(json(answer).path("detail").asText()).contains("storage_bytes", "4096");
  }
}
