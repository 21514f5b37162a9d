package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Scopes;
import io.edgemq.http.AuthorizationTable.Rule;
import io.edgemq.http.OpenApiCalls.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every route of the OpenAPI document, with keys of every kind of scope, against the table in
/// docs/authorization.md.
final class AuthorizationTest {
  private static final String KEY = "key-token";
  private static final String MALFORMED = "{\"nonsense";
  private static final Map<String, Rule> TABLE = AuthorizationTable.read();
  private static final List<Sample> CALLS = OpenApiCalls.all();

  /// Of each kind the scope that is about the owner's things.
  private static final Map<String, String> FITTING =
      Map.of(
          "publish", "publish:orders",
          "subscribe", "subscribe:orders.>",
          "queue", "queue:jobs",
          "kv", "kv:users",
          "manage", "manage");

  private final RealServer server = new RealServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private static Map<String, String> values(Sample call, Map<String, String> things) {
    var values = new HashMap<>(things);
    values.put("id", Objects.requireNonNull(things.get(call.idOf())));
    return values;
  }

  private static Rule rule(Sample call) {
    return Objects.requireNonNull(TABLE.get(call.name()), call.name());
  }

  @Test
  void every_route_stands_in_the_table_and_nothing_else() {
    var described = new TreeSet<String>();
    CALLS.forEach(call -> described.add(call.name()));

    assertThat(described).hasSizeGreaterThan(60).isEqualTo(new TreeSet<>(TABLE.keySet()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "publish",
        "subscribe",
        "queue",
        "kv",
        "manage",
        "manage,subscribe",
        "manage,queue",
        "publish,subscribe,queue"
      })
  void a_key_may_do_what_its_scopes_say_and_nothing_else(String kinds) throws Exception {
    var has = Set.of(kinds.split(",", -1));
    var things = server.things();
    var scopes = has.stream().map(kind -> Objects.requireNonNull(FITTING.get(kind)));
    server.key(FakeLogins.TENANT, KEY, Scopes.of(scopes.toArray(String[]::new)));

    var wrong = new ArrayList<String>();
    for (var call : CALLS) {
      var values = values(call, things);
      var answer = server.call(KEY, call.method(), call.path(values), call.body(values));
      if (!isAsItShould(rule(call).permits(has), rule(call), answer)) {
        wrong.add(call.name() + " -> " + answer);
      }
    }

    assertThat(wrong).isEmpty();
  }

  private static boolean isAsItShould(boolean permitted, Rule rule, RealServer.Answer answer) {
    return switch (rule.caller()) {
      case OPERATOR -> answer.status() == 403 && answer.code().equals("admin_required");
      case ANYBODY -> answer.status() < 300;
      case KEY ->
          permitted
              ? answer.status() != 401 && answer.status() != 403 && answer.status() < 500
              : answer.status() == 403
                  && answer.code().equals("insufficient_scope")
                  && answer.json().path("detail").asText().contains("'");
    };
  }

  /// What the scopes do not reach is refused before anybody looks at the body, or at what there is.
  @ParameterizedTest
  @ValueSource(strings = {MALFORMED, ""})
  void scope_comes_before_the_body_and_before_what_exists(String body) throws Exception {
    var things = server.things();
    server.key(FakeLogins.TENANT, KEY, Scopes.of("kv:orders"));
    var missing = new HashMap<>(things);
    missing.putAll(
        Map.of(
            "queue", "none",
            "bucket", "none",
            "topic", "none",
            "receipt", "none",
            "subscription", "sub_" + "z".repeat(24),
            "job", "job_" + "z".repeat(24),
            "key", "ak_none"));

    var wrong = new ArrayList<String>();
    for (var call : CALLS) {
      if (rule(call).needs().isEmpty() || isDecidedByItsBody(call)) {
        continue;
      }
      for (var each : List.of(things, missing)) {
        var answer = server.call(KEY, call.method(), call.path(values(call, each)), body);
        if (answer.status() != 403 || !answer.code().equals("insufficient_scope")) {
          wrong.add(call.path(values(call, each)) + " -> " + answer);
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  /// A ticket needs what its path does, and the path is in the body.
  private static boolean isDecidedByItsBody(Sample call) {
    return call.path().equals("/v1/tickets");
  }

  @Test
  void scopes_for_other_things_open_nothing() throws Exception {
    var things = server.things();
    server.key(
        FakeLogins.TENANT, KEY, Scopes.of("publish:other.>", "subscribe:other.>", "queue:other"));

    var wrong = new ArrayList<String>();
    for (var call : CALLS) {
      if (rule(call).needs().isEmpty()) {
        continue;
      }
      var values = values(call, things);
      var answer = server.call(KEY, call.method(), call.path(values), call.body(values));
      boolean hidden = call.path().startsWith("/v1/jobs/") && answer.status() == 404;
      if (answer.status() != 403 && !hidden) {
        wrong.add(call.name() + " -> " + answer);
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void an_operator_may_do_everything_for_a_tenant_and_nothing_by_itself() throws Exception {
    var things = server.things();

    var wrong = new ArrayList<String>();
    for (var call : CALLS) {
      var values = values(call, things);
      var path = call.path(values);
      var answer = server.call(FakeLogins.ADMIN_TOKEN, call.method(), path, call.body(values));
      boolean right =
          switch (rule(call).caller()) {
            case KEY -> answer.status() == 403 && answer.code().equals("tenant_required");
            case OPERATOR, ANYBODY -> answer.status() < 300;
          };
      if (!right) {
        wrong.add(call.name() + " -> " + answer);
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void each_entry_of_a_batch_is_decided_for_itself() throws Exception {
    server.things();
    server.key(FakeLogins.TENANT, KEY, Scopes.of("publish:orders.eu"));

    var answer =
        server.call(
            KEY,
            "POST",
            "/v1/topics/orders/messages/batch",
            """
            {"messages":[{"subject":"eu","body":"a"},{"subject":"us","body":"b"},{"subject":"us"}]}""");

    var results = answer.json().path("results");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(results.at("/0/subject").asText()).isEqualTo("orders.eu");
    assertThat(results.at("/1/error/code").asText()).isEqualTo("insufficient_scope");
    assertThat(results.at("/1/error/detail").asText()).contains("publish:orders.us");
    assertThat(results.at("/2/error/code").asText()).isEqualTo("missing_field");
  }
}
