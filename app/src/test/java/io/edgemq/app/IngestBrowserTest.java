package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a browser lets pages of other origins do with an ingest. Their ports make them others.
@Tag("browser")
@Timeout(180)
final class IngestBrowserTest {
  /// Answers the status and what a page may read, or that the browser did not let it.
  private static final String POST =
      """
      async ({url, headers, body}) => {
        try {
          const answer = await fetch(url, {method: "POST", headers, body});
          return `${answer.status} ${await answer.text()}`;
        } catch (refused) {
          return refused.name;
        }
      }""";

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final Map<String, String> SIMPLE = Map.of("Content-Type", "text/plain");

  @TempDir private static Path directory;
  private static ServerProcess server;
  private static ApiClient client;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
    server = new ServerProcess(directory.resolve("data"));
    client = new ApiClient(server.uri("/"), server.key());
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      client.close();
      server.close();
      chromium.close();
    }
  }

  /// Makes a queue and an ingest into it. Answers where one posts.
  private static String ingest(String name, String more) throws Exception {
    assertThat(client.post("/v1/queues", "{\"name\":\"%s\"}".formatted(name)).status())
        .isEqualTo(201);
    var made =
        client.post(
            "/v1/ingests",
            """
            {"name":"%1$s","target":{"queue":"%1$s"},%2$s}"""
                .formatted(name, more));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return server.uri(made.json().path("path").asText()).toString();
  }

  private static String open(String cors) {
    return "\"auth\":{\"type\":\"open\"},\"cors\":" + cors;
  }

  private static String post(Page page, String url, Map<String, String> headers, String body) {
    return (String) page.evaluate(POST, Map.of("url", url, "headers", headers, "body", body));
  }

  private static List<String> bodies(String queue) throws Exception {
    var received = client.post("/v1/queues/" + queue + "/receive?body=text", "{\"max\":100}");
    assertThat(received.status()).as(received.text()).isEqualTo(200);
    return received.json().path("messages").findValuesAsText("body");
  }

  @Test
  void a_page_of_a_listed_origin_posts_and_reads_the_answer() throws Exception {
    try (var app = new PageServer()) {
      var url =
          ingest(
              "listed",
              open(
                  "{\"origins\":[\"%s\"],\"headers\":[\"content-type\"]}".formatted(app.origin())));
      var page = chromium.page(app.origin());

      assertThat(post(page, url, JSON, "{\"n\":1}")).isEqualTo("202 {\"sequence\":1}");
      assertThat(post(page, url, SIMPLE, "two")).isEqualTo("202 {\"sequence\":2}");

      assertThat(bodies("listed")).containsExactly("{\"n\":1}", "two");
    }
  }

  @Test
  void a_page_of_another_origin_cannot_post_with_or_without_a_preflight() throws Exception {
    try (var app = new PageServer();
        var evil = new PageServer()) {
      var url =
          ingest(
              "unlisted",
              open("{\"origins\":[\"%s\"],\"headers\":[\"*\"]}".formatted(app.origin())));
      var page = chromium.page(evil.origin());

      assertThat(post(page, url, JSON, "{\"n\":1}")).isEqualTo("TypeError");
      assertThat(post(page, url, SIMPLE, "two")).isEqualTo("TypeError");
      assertThat(
              page.evaluate(
                  "async url => (await fetch(url, {method: 'POST', mode: 'no-cors', body: 'three'}))"
                      + ".type",
                  url))
          .isEqualTo("opaque");

      assertThat(bodies("unlisted")).isEmpty();
      assertThat(post(chromium.page(app.origin()), url, JSON, "mine")).startsWith("202");
      assertThat(bodies("unlisted")).containsExactly("mine");
    }
  }

  @Test
  void a_header_that_is_not_listed_cannot_be_set() throws Exception {
    try (var app = new PageServer()) {
      var url =
          ingest(
              "headers",
              open(
                  "{\"origins\":[\"%s\"],\"headers\":[\"content-type\"]}".formatted(app.origin())));
      var page = chromium.page(app.origin());

      var result = post(page, url, Map.of("X-Kind", "a"), "x");

      assertThat(result).isEqualTo("TypeError");
      assertThat(bodies("headers")).isEmpty();
    }
  }

  @Test
  void a_page_reads_why_it_was_denied_and_posts_with_its_token() throws Exception {
    try (var app = new PageServer()) {
      var url =
          ingest(
              "token",
              "\"auth\":{\"type\":\"bearer\",\"token\":\"good-token\"},"
                  + "\"cors\":{\"origins\":[\"*\"],\"headers\":[\"*\"]}");
      var page = chromium.page(app.origin());

      assertThat(post(page, url, JSON, "x")).startsWith("401 ").contains("ingest_denied");
      assertThat(post(page, url, Map.of("Authorization", "Bearer good-token"), "x"))
          .isEqualTo("202 {\"sequence\":1}");
    }
  }
}
