package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestAuth.Scheme;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageIngests.BearerToken;
import io.edgemq.ports.in.ManageIngests.Given;
import io.edgemq.ports.in.ManageIngests.Made;
import io.edgemq.ports.in.ManageIngests.PathSecret;
import io.edgemq.ports.in.ManageIngests.Rule;
import io.edgemq.ports.in.ManageIngests.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IngestEndpointsTest {
  private static final String TARGET = "\"target\":{\"queue\":\"jobs\"}";
  private static final String OPEN = "\"auth\":{\"type\":\"open\"}";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private static String body(String... members) {
    return "{\"name\":\"hooks\"," + String.join(",", members) + "}";
  }

  private Wish wish(String... members) throws Exception {
    var answer = server.post("/v1/ingests", body(members));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return server.ingests.wishes.getLast();
  }

  private Rule rule(String auth) throws Exception {
    return wish(TARGET, "\"auth\":" + auth).rule();
  }

  @Test
  void an_ingest_is_made_as_it_is_asked_for() throws Exception {
    var wish =
        wish(
            "\"target\":{\"topic\":\"orders\"}",
            OPEN,
            "\"subject\":{\"header\":\"X-GitHub-Event\"}",
            "\"dedup\":{\"header\":\"X-GitHub-Delivery\"}",
            "\"cors\":{\"origins\":[\"https://app.example\",\"http://localhost:3000\"],"
                + "\"headers\":[\"content-type\"],\"max_age_seconds\":60}");

    assertThat(wish)
        .isEqualTo(
            new Wish(
                "hooks",
                new IngestTarget.ToTopic(new TopicName("orders")),
                new Given(new IngestAuth.Open()),
                new SubjectSource.FromHeader("X-GitHub-Event"),
                "X-GitHub-Delivery",
                new IngestCors(
                    List.of("https://app.example", "http://localhost:3000"),
                    List.of("content-type"),
                    Duration.ofMinutes(1))));
  }

  @Test
  void what_is_left_out_has_its_default() throws Exception {
    var wish = wish(TARGET, OPEN);

    assertThat(wish.subject()).isEqualTo(new SubjectSource.Nothing());
    assertThat(wish.dedupHeader()).isNull();
    assertThat(wish.cors()).isEqualTo(IngestCors.NOBODY);
    assertThat(wish.cors().maxAge()).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource({"github, GITHUB", "stripe, STRIPE", "standard, STANDARD"})
  void a_signed_one_has_the_senders_secret(String type, Scheme scheme) throws Exception {
    var secret = new SigningSecret("It's a Secret to Everybody", SigningSecret.Origin.GIVEN);

    assertThat(rule("{\"type\":\"%s\",\"secret\":\"%s\"}".formatted(type, secret.text())))
        .isEqualTo(new Given(new IngestAuth.Signed(scheme, secret, Duration.ofMinutes(5))));
  }

  @Test
  void the_other_rules_have_what_they_need() throws Exception {
    assertThat(rule("{\"type\":\"bearer\",\"token\":\"good-token\"}"))
        .isEqualTo(new BearerToken("good-token"));
    assertThat(rule("{\"type\":\"secret_path\"}")).isEqualTo(new PathSecret(null));
    assertThat(rule("{\"type\":\"secret_path\",\"secret\":\"sixteen-letters-1\"}"))
        .isEqualTo(new PathSecret("sixteen-letters-1"));
    assertThat(
            rule(
                "{\"type\":\"jwt\",\"issuer\":\"https://id.example\",\"audience\":\"edge\","
                    + "\"jwks_url\":\"https://id.example/keys\"}"))
        .isEqualTo(
            new Given(
                new IngestAuth.Jwt(
                    "https://id.example",
                    "edge",
                    WebhookUrl.parse("https://id.example/keys").orElseThrow())));
    assertThat(rule("{\"type\":\"jwt\",\"issuer\":\"https://id.example\",\"audience\":\"edge\"}"))
        .isEqualTo(new Given(new IngestAuth.Jwt("https://id.example", "edge", null)));
    assertThat(rule("{\"type\":\"stripe\",\"secret\":\"whsec_x\",\"tolerance_seconds\":10}"))
        .isEqualTo(
            new Given(
                new IngestAuth.Signed(
                    Scheme.STRIPE,
                    new SigningSecret("whsec_x", SigningSecret.Origin.GIVEN),
                    Duration.ofSeconds(10))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"github\"}",
        "{\"type\":\"github\",\"secret\":\"\"}",
        "{\"type\":\"github\",\"secret\":\"x\",\"tolerance_seconds\":5}",
        "{\"type\":\"stripe\",\"secret\":\"x\",\"tolerance_seconds\":0.5}",
        "{\"type\":\"stripe\",\"secret\":\"x\",\"tolerance_seconds\":86401}",
        "{\"type\":\"bearer\"}",
        "{\"type\":\"bearer\",\"token\":\"short\"}",
        "{\"type\":\"bearer\",\"token\":\"with a space\"}",
        "{\"type\":\"bearer\",\"token\":\"good-token\",\"secret\":\"x\"}",
        "{\"type\":\"jwt\",\"issuer\":\"https://id.example\"}",
        "{\"type\":\"jwt\",\"audience\":\"edge\"}",
        "{\"type\":\"jwt\",\"issuer\":\"id\",\"audience\":\"edge\"}",
        "{\"type\":\"jwt\",\"issuer\":\"https://id.example\",\"audience\":\"edge\","
            + "\"jwks_url\":\"ftp://id\"}",
        "{\"type\":\"secret_path\",\"secret\":\"short\"}",
        "{\"type\":\"secret_path\",\"secret\":\"sixteen/letters-1\"}",
        "{\"type\":\"open\",\"secret\":\"x\"}",
        "{\"type\":\"basic\"}",
        "{\"type\":\"open\",\"unknown\":1}",
        "{}"
      })
  void a_rule_that_cannot_be_is_a_bad_request(String auth) throws Exception {
    var answer = server.post("/v1/ingests", body(TARGET, "\"auth\":" + auth));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(server.ingests.wishes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"target\":{}",
        "\"target\":{\"queue\":\"a\",\"topic\":\"b\"}",
        "\"target\":{\"queue\":\"a b\"}",
        TARGET + ",\"subject\":{}",
        TARGET + ",\"subject\":{\"header\":\"a\",\"path\":true}",
        TARGET + ",\"subject\":{\"path\":false}",
        TARGET + ",\"subject\":{\"header\":\"a b\"}",
        TARGET + ",\"subject\":{\"header\":\"*\"}",
        TARGET + ",\"subject\":{\"pointer\":\"type\"}",
        TARGET + ",\"subject\":{\"pointer\":\"/a~2\"}",
        TARGET + ",\"dedup\":{}",
        TARGET + ",\"cors\":{\"origins\":[\"https://app.example/\"]}",
        TARGET + ",\"cors\":{\"origins\":[\"https://App.example\"]}",
        TARGET + ",\"cors\":{\"origins\":[\"https://app.example:443\"]}",
        TARGET + ",\"cors\":{\"origins\":[\"app.example\"]}",
        TARGET + ",\"cors\":{\"origins\":[\"null\"]}",
        TARGET + ",\"cors\":{\"origins\":[\"https://*.example\"]}",
        TARGET + ",\"cors\":{\"headers\":[\"a:b\"]}",
        TARGET + ",\"cors\":{\"max_age_seconds\":86401}"
      })
  void what_an_ingest_cannot_be_is_a_bad_request(String members) throws Exception {
    var answer = server.post("/v1/ingests", body(members, OPEN));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(server.ingests.wishes).isEmpty();
  }

  @Test
  void who_may_not_manage_is_refused_before_the_body() throws Exception {
    server.ingests.permission = Outcome.refused(new Refusal.InsufficientScope("manage"));

    problem(server.post("/v1/ingests", "{\"nonsense"), 403, "insufficient_scope");
    problem(server.get("/v1/ingests"), 403, "insufficient_scope");
    problem(server.delete("/v1/ingests/hooks"), 403, "insufficient_scope");
  }

  @Test
  void the_end_of_a_secret_path_is_shown_once() throws Exception {
    var auth = new IngestAuth.SecretPath(new TokenHash("0".repeat(64)));
    var ingest = FakeIngests.ingest(auth);
    server.ingests.creation =
        Outcome.done(new Creation.Created<>(new Made(ingest, "secret-end-of-path")));

    var made = server.post("/v1/ingests", body(TARGET, "\"auth\":{\"type\":\"secret_path\"}"));
    server.ingests.creation = Outcome.done(new Creation.Existing<>(new Made(ingest, null)));
    var again = server.post("/v1/ingests", body(TARGET, "\"auth\":{\"type\":\"secret_path\"}"));
    var list = server.get("/v1/ingests");

    var path = "/v1/ingest/" + FakeIngests.ID.value();
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(json(made).path("path").asText()).isEqualTo(path + "/secret-end-of-path");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(json(again).path("path").asText()).isEqualTo(path + "/***");
    assertThat(json(list).at("/ingests/0/path").asText()).isEqualTo(path + "/***");
    assertThat(list.body() + again.body()).doesNotContain("secret-end", "0000");
  }

  @Test
  void an_ingest_is_shown_without_its_secret() throws Exception {
    var secret = new SigningSecret("whsec_topsecret", SigningSecret.Origin.GIVEN);
    var ingest =
        FakeIngests.ingest(new IngestAuth.Signed(Scheme.STRIPE, secret, Duration.ofSeconds(10)));
    server.ingests.creation = Outcome.done(new Creation.Created<>(new Made(ingest, null)));

    var list = server.get("/v1/ingests");

    assertThat(list.body())
        .isEqualTo(
            """
            {"ingests":[{"name":"hooks","path":"/v1/ingest/in_aaaaaaaaaaaaaaaaaaaaaaaa",\
            "target":{"queue":"jobs"},"auth":{"type":"stripe","tolerance_seconds":10},\
            "subject":null,"dedup":null,\
            "cors":{"origins":[],"headers":[],"max_age_seconds":600},\
            "created_at":"%s"}],"next_cursor":null}"""
                .formatted(FakeQueues.BORN));
  }

  @Test
  void what_is_there_with_another_configuration_is_a_conflict() throws Exception {
    server.ingests.creation = Outcome.refused(new Refusal.IngestExists("hooks"));

    problem(server.post("/v1/ingests", body(TARGET, OPEN)), 409, "already_exists");
  }

  @Test
  void a_forbidden_url_of_keys_is_told_as_such() throws Exception {
    server.ingests.creation = Outcome.refused(new Refusal.UrlForbidden());

    var answer = server.post("/v1/ingests", body(TARGET, OPEN));

    assertThat(problem(answer, 422, "url_forbidden").path("detail").asText())
        .contains("auth.jwks_url");
  }

  @Test
  void a_removed_ingest_is_gone_and_an_unknown_one_never_was() throws Exception {
    assertThat(server.delete("/v1/ingests/hooks").statusCode()).isEqualTo(204);
    server.ingests.permission = Outcome.refused(new Refusal.NoSuchIngest());

    problem(server.delete("/v1/ingests/hooks"), 404, "ingest_not_found");
  }
}
