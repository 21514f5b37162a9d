package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Scopes;
import io.edgemq.http.OpenApiCalls.Sample;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every route of the OpenAPI document, by somebody who may do everything, with the names, ids and
/// receipts of another tenant: the answer is the one for what does not exist.
final class CrossTenantTest {
  private static final String STRANGER = "stranger-token";
  private static final List<Sample> CALLS = OpenApiCalls.all();

  private final RealServer server = new RealServer();
  private Map<String, String> theirs = Map.of();

  @BeforeEach
  void make() throws Exception {
    theirs = server.things();
    server.key(server.tenant("t2"), STRANGER, Scopes.EVERYTHING);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Map<String, String> values(Sample call, Map<String, String> things) {
    var values = new HashMap<>(things);
    values.put("id", Objects.requireNonNull(things.get(call.idOf())));
    return values;
  }

  private static Map<String, String> nothings() {
    return Map.ofEntries(
        Map.entry("queue", "none"),
        Map.entry("bucket", "none"),
        Map.entry("key…", "none"),
        Map.entry("topic", "nobody"),
        Map.entry("receipt", "none"),
        Map.entry("subscription", "sub_" + "z".repeat(24)),
        Map.entry("job", "job_" + "z".repeat(24)),
        Map.entry("name", "none"),
        Map.entry("ingest", "in_" + "z".repeat(24)),
        Map.entry("ingest-with-path", "in_" + "z".repeat(24)),
        Map.entry("rest…", "none"),
        Map.entry("key", "ak_none"),
        Map.entry("request", "req_none"),
        Map.entry("tenant", "t9"),
        Map.entry("token", "none"));
  }

  /// The answer without what differs from call to call.
  private static String text(RealServer.Answer answer, Map<String, String> values) {
    var text = answer.body().replaceAll("\"request_id\":\"[^\"]*\"", "");
    for (var each : values.values()) {
      text = text.replace("'" + each + "'", "'it'").replace(" " + each + ".", " it.");
    }
    return answer.status() + " " + text;
  }

  @Test
  void what_another_tenant_has_is_as_if_it_did_not_exist() throws Exception {
    var wrong = new ArrayList<String>();
    for (var call : CALLS) {
      boolean names = call.path().contains("{") || call.body().contains("{topic}");
      if (!names || isOpen(call)) {
        continue;
      }
      var real = values(call, theirs);
      var unreal = values(call, nothings());
      var one = server.call(STRANGER, call.method(), call.path(real), call.body(real));
      var other = server.call(STRANGER, call.method(), call.path(unreal), call.body(unreal));
      boolean refused = one.status() >= 400 && one.status() < 500;
      if (!refused || !text(one, real).equals(text(other, unreal))) {
        wrong.add(call.name() + " -> " + text(one, real) + " / " + text(other, unreal));
      }
    }

    assertThat(wrong).isEmpty();
  }

  private static boolean isOpen(Sample call) {
    return call.path().startsWith("/v1/claim/") || call.path().startsWith("/v1/ingest/");
  }

  @Test
  void nothing_of_another_tenant_is_listed_or_shown() throws Exception {
    for (var call : CALLS) {
      if (call.method().equals("GET")
          && !call.path().contains("{")
          && !call.path().endsWith("api.yaml")) {
        var answer = server.call(STRANGER, "GET", call.path(), "");

        assertThat(answer.body())
            .as(call.name())
            .doesNotContain("orders", "jobs", "dead\"", "hooks");
      }
    }
  }

  @Test
  void a_receipt_of_another_tenant_is_a_malformed_one() throws Exception {
    server.call(STRANGER, "POST", "/v1/queues", "{\"name\":\"jobs\"}");
    var receipt = Objects.requireNonNull(theirs.get("receipt"));

    var path = "/v1/queues/jobs/messages/";
    var one = server.call(STRANGER, "DELETE", path + receipt, "");
    var other = server.call(STRANGER, "DELETE", path + "nonsense", "");

    assertThat(one.code()).isEqualTo("receipt_invalid");
    assertThat(text(one, Map.of())).isEqualTo(text(other, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/queues", "/v1/topics", "/v1/subscriptions", "/v1/ingests", "/v1/me/keys"})
  void a_cursor_of_another_tenant_shows_what_any_cursor_does(String list) throws Exception {
    var one = server.call(STRANGER, "GET", list + "?cursor=" + cursor("dead"), "");
    var other = server.call(STRANGER, "GET", list + "?cursor=" + cursor("nobody"), "");

    assertThat(one.status()).isEqualTo(200);
    assertThat(text(one, Map.of())).isEqualTo(text(other, Map.of()));
  }

  private static String cursor(String name) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(UTF_8));
  }

  @Test
  void a_ticket_of_another_tenant_is_a_malformed_one_wherever_it_was_not_made_for()
      throws Exception {
    server.call(STRANGER, "POST", "/v1/topics", "{\"name\":\"mine\"}");

    var one = server.open("/v1/topics/mine/stream?ticket=" + FakeLogins.TICKET);
    var other = server.open("/v1/topics/mine/stream?ticket=nonsense");

    assertThat(one.code()).isEqualTo("ticket_invalid");
    assertThat(text(one, Map.of())).isEqualTo(text(other, Map.of()));
  }
}
