package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.ports.in.IngestMessages;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.server.Reply;
import io.edgemq.server.RequestHead;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What pages of a browser may do, as the answers say.
final class IngestCorsTest {
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

  private HttpResponse<String> preflight(String path, String... headers) throws Exception {
    var request = server.open(path).method("OPTIONS", BodyPublishers.noBody());
    return server.send(headers.length == 0 ? request : request.headers(headers));
  }

  private static Optional<String> header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name);
  }

  private static Optional<String> allowed(HttpResponse<String> answer) {
    return header(answer, "Access-Control-Allow-Origin");
  }

  private static IngestCors cors(List<String> origins, String... headers) {
    return new IngestCors(origins, List.of(headers), Duration.ofSeconds(90));
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("code").asText()).isEqualTo(code);
    assertThat(header(answer, "Vary")).hasValue("Origin");
  }

  @Test
  void a_listed_origin_is_answered_with_itself_and_another_with_nothing() throws Exception {
    server.ingests.cors = Optional.of(cors(List.of(APP)));

    var listed = post(PATH, "x", "Origin", APP);
    var other = post(PATH, "x", "Origin", EVIL);

    assertThat(allowed(listed)).hasValue(APP);
    assertThat(header(listed, "Vary")).hasValue("Origin");
    assertThat(allowed(other)).isEmpty();
    assertThat(header(other, "Vary")).hasValue("Origin");
    assertThat(allowed(post(PATH, "x"))).isEmpty();
  }

  /// A page must be able to read why it was refused.
  @Test
  void a_refusal_is_readable_for_a_listed_origin() throws Exception {
    server.ingests.cors = Optional.of(cors(List.of(APP)));
    server.ingests.answer = Outcome.refused(new Refusal.IngestDenied());

    assertThat(allowed(post(PATH, "x", "Origin", APP))).hasValue(APP);
    assertThat(allowed(post(PATH, "x".repeat(1001), "Origin", APP))).hasValue(APP);
    assertThat(allowed(post(PATH + "/more", "x", "Origin", APP))).hasValue(APP);
  }

  @Test
  void any_origin_is_answered_with_itself_and_never_with_a_star() throws Exception {
    server.ingests.cors = Optional.of(cors(List.of("*")));

    assertThat(allowed(post(PATH, "x", "Origin", EVIL))).hasValue(EVIL);
    assertThat(allowed(post(PATH, "x", "Origin", "null"))).hasValue("null");
    assertThat(allowed(preflight(PATH, "Origin", EVIL))).hasValue(EVIL);
  }

  @Test
  void a_preflight_tells_what_the_ingest_allows() throws Exception {
    server.ingests.cors = Optional.of(cors(List.of(APP), "authorization", "content-type"));

    var answer =
        preflight(PATH + "/more", "Origin", APP, "Access-Control-Request-Headers", "x-other");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(allowed(answer)).hasValue(APP);
    assertThat(header(answer, "Access-Control-Allow-Methods")).hasValue("POST");
    assertThat(header(answer, "Access-Control-Allow-Headers"))
        .hasValue("authorization, content-type");
    assertThat(header(answer, "Access-Control-Max-Age")).hasValue("90");
    assertThat(header(answer, "Vary")).hasValue("Origin");
  }

  @Test
  void where_any_header_is_allowed_those_that_are_asked_for_are_named() throws Exception {
    server.ingests.cors = Optional.of(cors(List.of(APP), "*"));

    var answer = preflight(PATH, "Origin", APP, "Access-Control-Request-Headers", "authorization");

    assertThat(header(answer, "Access-Control-Allow-Headers")).hasValue("authorization");
    assertThat(header(preflight(PATH, "Origin", APP), "Access-Control-Allow-Headers"))
        .hasValue("*");
  }

  @Test
  void a_preflight_of_an_origin_that_is_not_listed_is_refused() throws Exception {
    server.ingests.cors = Optional.of(cors(List.of(APP), "content-type"));

    var answer = preflight(PATH, "Origin", EVIL);

    assertRefused(answer, 403, "origin_not_allowed");
    assertThat(allowed(answer)).isEmpty();
    assertThat(header(answer, "Access-Control-Allow-Headers")).isEmpty();
    assertRefused(preflight("/v1/ingest/nonsense", "Origin", APP), 404, "ingest_not_found");
    assertThat(preflight(PATH).statusCode()).isEqualTo(204);
  }

  @Test
  void the_same_holds_over_http2() throws Exception {
    server.ingests.cors = Optional.of(cors(List.of(APP)));
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      var request =
          HttpRequest.newBuilder(server.open(PATH).build().uri())
              .header("Origin", APP)
              .POST(BodyPublishers.ofString("x"));
      var answer = client.send(request.build(), BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(allowed(answer)).hasValue(APP);
    }
  }

  @Test
  void while_the_store_does_not_say_nobody_is_allowed_and_the_outage_is_told() {
    var dialect = new IngestDialect(new Outage(), IdentityProblems.noSuchIngest());
    var head =
        new RequestHead(PATH, WritableHeaders.create().set(HeaderValues.create("Origin", APP)));

    assertThat(dialect.corsHeaders(head)).hasSize(1);
    assertThat(
            dialect.explain(new StoreException.Unavailable("out", new IOException("out")), "r-1"))
        .hasValueSatisfying(
            reply -> assertThat(((Reply.Content) reply).status().code()).isEqualTo(503));
  }

  /// A store that is out.
  private static final class Outage implements IngestMessages {
    @Override
    public Optional<IngestCors> cors(IngestId id) {
      throw new StoreException.Unavailable("out", new IOException("out"));
    }

    @Override
    public Outcome<Stored> ingest(IngestId id, Request request) {
      throw new StoreException.Unavailable("out", new IOException("out"));
    }
  }
}
