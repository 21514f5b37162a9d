package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Scopes;
import io.edgemq.ports.in.Refusal;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The issuers that a tenant trusts, over HTTP (SPEC 7).
final class IssuerEndpointsTest {
  private static final String PATH = "/v1/issuers";
  private static final String EDGE =
      """
      {"name":"edge","issuer":"https://id.example","audience":"mq",
       "jwks_url":"https://id.example/keys","scopes_claim":"permissions","scopes":["publish:a.>"]}""";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void an_issuer_is_made_and_shown() throws Exception {
    var made = server.post(PATH, EDGE);

    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body())
        .isEqualTo(
            """
            {"id":"iss_000000000000000000000001","name":"edge","issuer":"https://id.example",\
            "audience":"mq","jwks_url":"https://id.example/keys","scopes_claim":"permissions",\
            "scopes":["publish:a.>"],"created_at":"2025-11-21T08:00:00.123Z"}""");
    assertThat(server.post(PATH, EDGE).statusCode()).isEqualTo(200);
    assertThat(json(server.get(PATH)).at("/issuers/0/name").asText()).isEqualTo("edge");
  }

  @Test
  void what_is_left_out_has_a_default() throws Exception {
    var made =
        json(
            server.post(
                PATH, "{\"name\":\"a\",\"issuer\":\"https://id.example\",\"audience\":\"mq\"}"));

    assertThat(made.path("jwks_url").isNull()).isTrue();
    assertThat(made.path("scopes_claim").asText()).isEqualTo("scope");
    assertThat(server.issuers.kept.getFirst().rule().scopes()).isEqualTo(Scopes.EVERYTHING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|missing_field",
        "{'name':'a b','issuer':'https://a','audience':'x'}|invalid_name",
        "{'name':'a','issuer':'https://a'}|missing_field",
        "{'name':'a','issuer':'','audience':'x'}|invalid_value",
        "{'name':'a','issuer':'urn:a','audience':'x'}|invalid_value",
        "{'name':'a','issuer':'urn:a','audience':'x','jwks_url':'ftp://a/k'}|invalid_value",
        "{'name':'a','issuer':'https://a','audience':'x','scopes':[]}|invalid_value",
        "{'name':'a','issuer':'https://a','audience':'x','scopes':['all']}|invalid_scope",
        "{'name':'a','issuer':'https://a','audience':'x','tenant_claim':'t'}|unknown_field",
        "{'name':'a','issuer':7,'audience':'x'}|invalid_field"
      })
  void what_cannot_be_an_issuer_is_refused(String body, String code) throws Exception {
    problem(server.post(PATH, body.replace('\'', '"')), 400, code);

    assertThat(server.issuers.kept).isEmpty();
  }

  @Test
  void texts_have_512_characters_at_most() throws Exception {
    var body = "{\"name\":\"a\",\"issuer\":\"https://id.example\",\"audience\":\"%s\"}";

    problem(server.post(PATH, body.formatted("x".repeat(513))), 400, "invalid_value");
    assertThat(server.post(PATH, body.formatted("x".repeat(512))).statusCode()).isEqualTo(201);
  }

  @Test
  void refusals_are_told_in_words_of_issuers() throws Exception {
    server.issuers.refusal = new Refusal.IssuerTaken();
    problem(server.post(PATH, EDGE), 409, "issuer_taken");
    server.issuers.refusal = new Refusal.IssuerExists("edge");
    problem(server.post(PATH, EDGE), 409, "already_exists");
    server.issuers.refusal = new Refusal.UrlForbidden();
    var detail = problem(server.post(PATH, EDGE), 422, "url_forbidden").path("detail").asText();
    assertThat(detail).contains("jwks_url");
  }

  @Test
  void issuers_are_listed_page_by_page() throws Exception {
    for (var name : new String[] {"a", "b", "c"}) {
      server.post(PATH, EDGE.replace("\"edge\"", "\"" + name + "\""));
    }

    var first = json(server.get(PATH + "?limit=2"));
    var cursor = Objects.requireNonNull(first.path("next_cursor").textValue());
    var second = json(server.get(PATH + "?limit=2&cursor=" + cursor));

    assertThat(first.path("issuers").findValuesAsText("name")).containsExactly("a", "b");
    assertThat(second.path("issuers").findValuesAsText("name")).containsExactly("c");
    assertThat(second.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void an_issuer_is_removed_once() throws Exception {
    server.post(PATH, EDGE);

    assertThat(server.delete(PATH + "/edge").statusCode()).isEqualTo(204);
    problem(server.delete(PATH + "/edge"), 404, "issuer_not_found");
  }
}
