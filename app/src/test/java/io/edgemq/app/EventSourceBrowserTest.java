package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Streams in a page of another origin. Its port makes it another.
@Tag("browser")
@Timeout(180)
final class EventSourceBrowserTest {
  /// Opens a stream. What comes is kept in the page.
  private static final String OPEN =
      """
      url => {
        window.seen = [];
        window.opened = 0;
        const source = new EventSource(url);
        source.onopen = () => window.opened++;
        for (const type of ["message", "gap", "close"])
          source.addEventListener(type, event => window.seen.push(
            {type, id: event.lastEventId, data: event.data && JSON.parse(event.data)}));
      }""";

  private static final String BODIES =
      "() => window.seen.filter(e => e.type == 'message').map(e => e.data.body)";

  @TempDir private Path directory;
  private Chromium chromium;
  private PageServer app;

  @BeforeEach
  void start() {
    chromium = Chromium.start();
    app = new PageServer();
  }

  @AfterEach
  void stop() {
    if (app != null) {
      app.close();
      chromium.close();
    }
  }

  private static void publish(ApiClient client, int from, int to) throws Exception {
    for (int i = from; i <= to; i++) {
      assertThat(client.post("/v1/topics/orders/messages", "m" + i).status()).isEqualTo(201);
    }
  }

  private static void make(ApiClient client, String more) throws Exception {
    var made = client.post("/v1/topics", "{\"name\":\"orders\"%s}".formatted(more));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  private static String stream(String origin, String access, String more) {
    return origin + "/v1/topics/orders/stream?body=text&" + access + more;
  }

  private static void awaitMessages(Page page, int count) {
    page.waitForFunction("n => window.seen.filter(e => e.type == 'message').length >= n", count);
  }

  private static List<String> names(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
  }

  @Test
  void a_page_survives_a_crash_of_the_server_and_loses_nothing_and_needs_no_preflight()
      throws Exception {
    try (var server = new ServerProcess(directory.resolve("data"));
        var proxy = new RecordingProxy(server.uri("").getPort());
        var client = new ApiClient(server.uri("/"), server.key())) {
      make(client, "");
      var page = chromium.page(app.origin());
      page.evaluate(OPEN, stream(proxy.origin(), "bearer=" + server.key(), ""));
      page.waitForFunction("() => window.opened == 1");
      publish(client, 1, 3);
      awaitMessages(page, 3);

      server.kill();
      server.start();
      publish(client, 4, 6);
      awaitMessages(page, 6);

      publish(client, 7, 7);
      awaitMessages(page, 7);
      assertThat(page.evaluate(BODIES)).isEqualTo(names(1, 7));
      assertThat(page.evaluate("() => window.opened")).isEqualTo(2);
      assertThat(proxy.sent()).allMatch(request -> request.startsWith("GET /v1/topics/orders"));
      assertThat(proxy.sent()).allMatch(request -> request.contains("Origin: " + app.origin()));
      assertThat(proxy.sent().getLast()).contains("Last-Event-ID: 3\r\n");
    }
  }

  @Test
  void a_page_with_a_ticket_is_told_what_it_has_missed() throws Exception {
    try (var server = new ServerProcess(directory.resolve("data"));
        var client = new ApiClient(server.uri("/"), server.key())) {
      make(client, ",\"max_messages\":5");
      publish(client, 1, 20);
      var ticket = client.post("/v1/tickets", "{\"path\":\"/v1/topics/orders/stream\"}");
      assertThat(ticket.status()).as(ticket.text()).isEqualTo(201);
      var page = chromium.page(app.origin());

      page.evaluate(
          OPEN,
          stream(
              server.uri("").toString(),
              "ticket=" + ticket.json().path("ticket").asText(),
              "&last_event_id=2"));
      awaitMessages(page, 5);

      var gap = (Map<?, ?>) page.evaluate("() => window.seen[0]");
      assertThat(gap.get("type")).isEqualTo("gap");
      assertThat(gap.get("id")).isEqualTo("15");
      assertThat(gap.get("data")).isEqualTo(Map.of("requested", 3, "oldest", 16, "newest", 20));
      assertThat(page.evaluate(BODIES)).isEqualTo(names(16, 20));
    }
  }

  @Test
  void many_streams_of_a_page_share_one_connection_under_tls() throws Exception {
    int streams = 30;
    var certificate = TestCertificate.make(directory);
    try (var server = ServerProcess.secure(directory.resolve("data"), certificate);
        var client =
            new ApiClient(
                HttpClient.newBuilder().sslContext(certificate.trusting()).build(),
                server.uri("/"),
                server.key())) {
      make(client, "");
      var page = chromium.page(app.origin());
      var url = stream(server.uri("").toString(), "bearer=" + server.key(), "");

      page.evaluate(
          """
          ({url, streams}) => {
            window.seen = [];
            window.opened = 0;
            for (let i = 0; i < streams; i++) {
              const source = new EventSource(url);
              source.onopen = () => window.opened++;
              source.addEventListener("message", event => window.seen.push({type: "message"}));
            }
          }""",
          Map.of("url", url, "streams", streams));
      page.waitForFunction("n => window.opened == n", streams);
      publish(client, 1, 1);
      awaitMessages(page, streams);

      // One is this test's own; a browser may open a second one before it knows the protocol.
      assertThat(client.get("/metrics").text().lines())
          .filteredOn(line -> line.startsWith("edgemq_http_connections "))
          .singleElement()
          .asString()
          .matches("edgemq_http_connections [123]\\.0");
      server.killAndStart();
      page.waitForFunction("n => window.opened == n", 2 * streams);
    }
  }
}
