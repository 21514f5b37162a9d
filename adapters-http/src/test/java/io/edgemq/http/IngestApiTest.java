package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Stored;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IngestApiTest {
  private static final String PATH = "/v1/ingest/" + FakeIngests.ID.value();
  private static final String APP = "https://app.example";
  private static final String EVIL = "https://evil.example";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    var request = server.open(path).POST(BodyPublishers.ofString(body));
    return server.send(headers.length == 0 ? request : request.headers(headers));
  }

  private static Optional<String> header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name);
  }

  private static Optional<String> allowed(HttpResponse<String> answer) {
    return header(answer, "Access-Control-Allow-Origin");
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("code").asText()).isEqualTo(code);
    assertThat(header(answer, "Vary")).hasValue("Origin");
  }

  @Test
  void what_is_posted_is_accepted_once_it_is_stored() throws Exception {
    var answer = post(PATH, "any body", "X-Kind", "a", "Content-Type", "text/x-any");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"sequence\":7}");
    assertThat(header(answer, "Vary")).hasValue("Origin");
    assertThat(allowed(answer)).isEmpty();
    assertThat(server.ingests.body).isEqualTo("any body");
    var posted = server.ingests.posts.getFirst();
    assertThat(posted.header("x-KIND")).hasValue("a");
    assertThat(posted.header("Content-Type")).hasValue("text/x-any");
    assertThat(posted.header("X-Other")).isEmpty();
    assertThat(posted.rest()).isEmpty();
  }

  @Test
  void a_repetition_says_that_it_is_one() throws Exception {
    server.ingests.answer = Outcome.done(new Stored(7, Stored.Origin.REPLAYED));

    var answer = post(PATH, "x");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(header(answer, "Idempotent-Replayed")).hasValue("true");
  }

  @ParameterizedTest
  @CsvSource({
    "/eu/created, eu/created",
    "/eu%2Fcreated, eu/created",
    "/%C3%A4, ä",
    "/a//b, a//b",
    "/secret?x=1, secret"
  })
  void what_follows_in_the_path_is_handed_on(String rest, String decoded) throws Exception {
    assertThat(post(PATH + rest, "x").statusCode()).isEqualTo(202);
    assertThat(server.ingests.posts.getFirst().rest()).isEqualTo(decoded);
  }

  @Test
  void an_empty_body_is_a_body() throws Exception {
    assertThat(post(PATH, "").statusCode()).isEqualTo(202);
    assertThat(server.ingests.body).isEmpty();
  }

  @Test
  void a_body_beyond_the_limit_is_refused() throws Exception {
    assertThat(post(PATH, "x".repeat(1000)).statusCode()).isEqualTo(202);
    assertRefused(post(PATH, "x".repeat(1001)), 413, "message_too_large");
  }

  @Test
  void a_header_that_comes_twice_is_none_and_two_origins_are_an_error() throws Exception {
    var _ = post(PATH, "x", "X-Kind", "a", "X-Kind", "b");
    assertThat(server.ingests.posts.getFirst().header("X-Kind")).isEmpty();

    assertRefused(post(PATH, "x", "Origin", APP, "Origin", EVIL), 400, "malformed_request");
  }

  @Test
  void a_place_in_the_body_is_found() throws Exception {
    var _ = post(PATH, "{\"a\":{\"b/c\":\"charge\",\"n\":7,\"x\":1.5,\"t\":true,\"o\":{}}}");
    var posted = server.ingests.posts.getFirst();

    assertThat(posted.at("/a/b~1c")).hasValue("charge");
    assertThat(posted.at("/a/n")).hasValue("7");
    for (var pointer : List.of("/a/x", "/a/t", "/a/o", "/a/none", "/a/b~1c/d", "/none")) {
      assertThat(posted.at(pointer)).as(pointer).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no json", "{\"a\":", "[1]", "\"a\"", "{\"a\" 1}"})
  void a_body_without_the_place_has_nothing_there(String body) throws Exception {
    var _ = post(PATH, body);

    assertThat(server.ingests.posts.getFirst().at("/a")).isEmpty();
  }

  @Test
  void a_place_in_a_list_or_in_a_deep_document_is_found_or_not_but_never_a_failure()
      throws Exception {
    var _ = post(PATH, "[{\"a\":\"first\"},{\"a\":\"second\"}]");
    assertThat(server.ingests.posts.getLast().at("/1/a")).hasValue("second");

    var unused = post(PATH, "[".repeat(900));
    assertThat(server.ingests.posts.getLast().at("/0/0")).isEmpty();
  }

  @Test
  void each_refusal_has_its_status() throws Exception {
    server.ingests.answer = Outcome.refused(new Refusal.IngestDenied());
    assertRefused(post(PATH, "x"), 401, "ingest_denied");
    server.ingests.answer = Outcome.refused(new Refusal.OriginNotAllowed());
    assertRefused(post(PATH, "x", "Origin", EVIL), 403, "origin_not_allowed");
    server.ingests.answer = Outcome.refused(new Refusal.TenantSuspended());
    assertRefused(post(PATH, "x"), 403, "tenant_suspended");
    server.ingests.answer = Outcome.refused(new Refusal.NoSubject("is missing"));
    assertRefused(post(PATH, "x"), 400, "invalid_subject");
    server.ingests.answer = Outcome.refused(new Refusal.NoSuchIngest());
    assertRefused(post(PATH, "x"), 404, "ingest_not_found");
    assertRefused(post("/v1/ingest/nonsense", "x"), 404, "ingest_not_found");
    assertRefused(post("/v1/ingest", "x"), 404, "not_found");
    assertRefused(server.send(server.open(PATH).GET()), 405, "method_not_allowed");
  }

  @Test
  void what_came_of_posts_is_counted() throws Exception {
    var _ = post(PATH, "x");
    server.ingests.answer = Outcome.refused(new Refusal.IngestDenied());
    var _ = post(PATH + "/a-secret-of-a-path", "x");

    var metrics = server.send(server.open("/metrics").GET()).body();

    assertThat(metrics)
        .contains("edgemq_ingest_posts_total{result=\"stored\"} 1.0")
        .contains("edgemq_ingest_posts_total{result=\"denied\"} 1.0")
        .doesNotContain("a-secret-of-a-path");
  }
}
