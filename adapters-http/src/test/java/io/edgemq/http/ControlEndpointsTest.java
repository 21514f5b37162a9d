package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Scopes;
import io.edgemq.ports.in.Refusal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tenants, their keys, and what they see of themselves (SPEC 7).
final class ControlEndpointsTest {
  private static final String TENANTS = "/v1/admin/tenants";

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
  void a_tenant_is_made_without_a_key() throws Exception {
    var answer = admin("POST", TENANTS, "{\"tag\":\"new\"}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).contains(TENANTS + "/t2");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"tenant_id":"t2","tag":"new","created_at":"2025-11-21T08:00:00.123Z","suspended":false,\
            "quota":{"storage_bytes":null,"queues":null,"topics":null,"buckets":null,"subscriptions":null,\
            "connections":null,"messages_per_second":null}}""");
    assertThat(server.tenants.done).containsExactly("alice 127.0.0.1 create new");
  }

  @ParameterizedTest
  @CsvSource({
    "'{}',missing_field",
    "'{\"tag\":\"\"}',invalid_value",
    "'{\"quota\":{}}',unknown_field"
  })
  void a_tenant_has_a_tag_and_nothing_else(String body, String code) throws Exception {
    problem(admin("POST", TENANTS, body), 400, code);
  }

  @Test
  void a_tag_has_at_most_two_hundred_characters() throws Exception {
    var body = "{\"tag\":\"%s\"}";

    assertThat(admin("POST", TENANTS, body.formatted("x".repeat(200))).statusCode()).isEqualTo(201);
    problem(admin("POST", TENANTS, body.formatted("x".repeat(201))), 400, "invalid_value");
  }

  @Test
  void tenants_are_listed_page_by_page() throws Exception {
    admin("POST", TENANTS, "{\"tag\":\"new\"}");

    var first = json(admin("GET", TENANTS + "?limit=1", ""));
    var second = json(admin("GET", TENANTS + "?cursor=" + first.path("next_cursor").asText(), ""));

    assertThat(first.at("/tenants/0/tenant_id").asText()).isEqualTo("t1");
    assertThat(second.at("/tenants/0/tenant_id").asText()).isEqualTo("t2");
    assertThat(second.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void a_tenant_is_suspended_served_again_and_removed() throws Exception {
    var suspended = json(admin("POST", TENANTS + "/t1/suspend", ""));
    var served = json(admin("POST", TENANTS + "/t1/unsuspend", ""));
    var removed = admin("DELETE", TENANTS + "/t1", "");

    assertThat(suspended.path("suspended").asBoolean()).isTrue();
    assertThat(served.path("suspended").asBoolean()).isFalse();
    assertThat(removed.statusCode()).isEqualTo(202);
    assertThat(server.tenants.done)
        .containsExactly(
            "alice 127.0.0.1 suspend", "alice 127.0.0.1 unsuspend", "alice 127.0.0.1 delete");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t7", "no%20id", "%2e%2e"})
  void a_tenant_that_is_not_there_is_told_so(String id) throws Exception {
    problem(admin("GET", TENANTS + "/" + id, ""), 404, "tenant_not_found");
    problem(admin("POST", TENANTS + "/" + id + "/keys", ""), 404, "tenant_not_found");
  }

  @Test
  void a_key_is_shown_once() throws Exception {
    var answer =
        admin(
            "POST",
            TENANTS + "/t1/keys",
            """
            {"label":"shop","scopes":["publish:orders.>","manage"],"expires_at":"2026-01-01T01:00:00+01:00"}""");
    var list = admin("GET", TENANTS + "/t1/keys", "");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"key_id":"ak_3","key":"made-token","label":"shop","scopes":["publish:orders.>","manage"],\
            "created_at":"2025-11-21T08:00:00.123Z","expires_at":"2026-01-01T00:00:00Z","support":false,"messages_per_second":null}""");
    assertThat(json(list).at("/keys/0/key_id").asText()).isEqualTo("ak_3");
    assertThat(list.body()).contains("\"revoked_at\":null").doesNotContain("made-token");
    assertThat(Objects.requireNonNull(server.tenants.wish).kind()).isEqualTo(ApiKey.Kind.TENANT);
  }

  @Test
  void without_scopes_a_key_gets_what_its_maker_has() throws Exception {
    admin("POST", TENANTS + "/t1/keys", "{\"scopes\":null}");

    var wish = Objects.requireNonNull(server.tenants.wish);
    assertThat(wish.scopes()).isNull();
    assertThat(wish.label()).isEmpty();
    assertThat(wish.expiresAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"scopes\":[]}',invalid_value",
    "'{\"scopes\":\"manage\"}',invalid_field",
    "'{\"scopes\":[\"manage\",\"pubish:x\"]}',invalid_scope",
    "'{\"scopes\":[\"publish:a..b\"]}',invalid_scope",
    "'{\"expires_at\":\"tomorrow\"}',invalid_field",
    "'{\"support\":true}',missing_field"
  })
  void a_key_must_be_possible(String body, String code) throws Exception {
    problem(admin("POST", TENANTS + "/t1/keys", body), 400, code);
  }

  @Test
  void an_illegal_scope_is_told_where_and_why() throws Exception {
    var answer = admin("POST", TENANTS + "/t1/keys", "{\"scopes\":[\"manage\",\"pubish:x\"]}");

    assertThat(json(answer).path("detail").asText())
        .startsWith("The scope in 'scopes[1]' is not publish:<pattern>,");
  }

  @Test
  void a_support_key_expires() throws Exception {
    admin(
        "POST", TENANTS + "/t1/keys", "{\"support\":true,\"expires_at\":\"2026-01-01T00:00:00Z\"}");

    var wish = Objects.requireNonNull(server.tenants.wish);
    assertThat(wish.kind()).isEqualTo(ApiKey.Kind.SUPPORT);
    assertThat(wish.expiresAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void a_key_is_revoked() throws Exception {
    assertThat(admin("DELETE", TENANTS + "/t1/keys/ak_3", "").statusCode()).isEqualTo(204);
    problem(admin("DELETE", TENANTS + "/t1/keys/ak_4", ""), 404, "key_not_found");
  }

  @Test
  void a_tenant_manages_its_own_keys() throws Exception {
    var made = server.post("/v1/me/keys", "{\"scopes\":[\"queue:jobs\"]}");
    var list = server.get("/v1/me/keys");
    var revoked = server.delete("/v1/me/keys/ak_3");

    assertThat(json(made).path("key").asText()).isEqualTo("made-token");
    assertThat(json(list).at("/keys/0/scopes/0").asText()).isEqualTo("queue:jobs");
    assertThat(revoked.statusCode()).isEqualTo(204);
    problem(server.post("/v1/me/keys", "{\"support\":true}"), 400, "unknown_field");
    assertThat(server.tenants.done).containsExactly("ak_1 127.0.0.1 issue");
  }

  @Test
  void a_key_makes_none_that_may_do_more() throws Exception {
    server.tenants.refusal = new Refusal.InsufficientScope("publish:orders.>");

    var answer = server.post("/v1/me/keys", "{\"scopes\":[\"publish:orders.>\"]}");

    assertThat(problem(answer, 403, "insufficient_scope").path("detail").asText())
        .isEqualTo("The key lacks the scope 'publish:orders.>'. Use a key that has it.");
  }

  @Test
  void a_caller_is_told_who_it_is() throws Exception {
    var answer = json(server.get("/v1/me"));

    assertThat(answer.path("tenant_id").asText()).isEqualTo("t1");
    assertThat(answer.path("suspended").asBoolean(true)).isFalse();
    assertThat(answer.at("/key/id").asText()).isEqualTo("ak_1");
    assertThat(answer.at("/key/scopes").size()).isEqualTo(Scopes.EVERYTHING.all().size());
    assertThat(answer.at("/limits/message_bytes").asInt()).isEqualTo(1 << 20);
    assertThat(answer.at("/limits/visibility_seconds").asInt()).isEqualTo(43_200);
    assertThat(answer.path("features")).extracting(each -> each.asText()).contains("tickets");
    assertThat(answer.path("server_time").asText()).isEqualTo("2025-11-21T08:00:01.123Z");
  }

  @Test
  void an_operator_has_no_key() throws Exception {
    var answer =
        server.send(server.as(FakeLogins.ADMIN_TOKEN, "/v1/me").header("X-MQ-Tenant", "t1").GET());

    assertThat(json(answer).path("key").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/topics/orders/stream",
        "/v1/topics/%24events/stream",
        "/v1/subscriptions/sub_bbbbbbbbbbbbbbbbbbbbbbbb/stream"
      })
  void a_ticket_is_for_a_path_of_a_stream(String path) throws Exception {
    var answer = server.post("/v1/tickets", "{\"path\":\"" + path + "\"}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer).path("ticket").asText()).isEqualTo("tk_made");
    assertThat(json(answer).path("path").asText()).isEqualTo(path);
    assertThat(server.tenants.ticketTime).isEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/topics/orders/stream?from=earliest",
        "/v1/topics/orders/messages",
        "/v1/topics/a b/stream",
        "/v1/topics/a%2Fb/stream",
        "/v1/topics/%ZZ/stream",
        "/v1/subscriptions/none/stream",
        "http://x/v1/topics/orders/stream",
        "/v1/admin/audit/stream",
        ""
      })
  void a_ticket_is_for_no_other_path(String path) throws Exception {
    problem(server.post("/v1/tickets", "{\"path\":\"" + path + "\"}"), 400, "invalid_path");
  }

  @ParameterizedTest
  @CsvSource({"0,400", "1,201", "300,201", "301,400"})
  void a_ticket_is_good_for_five_minutes_at_most(String time, int status) throws Exception {
    var body = "{\"path\":\"/v1/topics/orders/stream\",\"ttl_seconds\":" + time + "}";

    assertThat(server.post("/v1/tickets", body).statusCode()).isEqualTo(status);
  }

  @Test
  void an_operator_gets_no_ticket() throws Exception {
    server.tenants.refusal = new Refusal.KeyNeeded();

    var answer = server.post("/v1/tickets", "{\"path\":\"/v1/topics/orders/stream\"}");

    problem(answer, 403, "key_required");
  }

  @Test
  void the_database_is_copied() throws Exception {
    var answer = admin("POST", "/v1/admin/backup", "");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(
            "{\"file\":\"/data/backup-1.db\",\"bytes\":4096,\"sha256\":\""
                + "cd".repeat(32)
                + "\",\"at\":\"2025-11-21T08:00:00.123Z\"}");
  }

  @Test
  void where_there_is_no_database_none_is_copied() throws Exception {
    server.audit.refusal = new Refusal.NothingToBackUp();

    problem(admin("POST", "/v1/admin/backup", ""), 409, "nothing_to_back_up");
  }
}
