package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import io.edgemq.testkit.IssuerProcess;
import io.edgemq.testkit.IssuerProcess.Algorithm;
import io.edgemq.testkit.IssuerProcess.Profile;
import io.edgemq.testkit.Ports;
import io.edgemq.testkit.Processes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs `examples/log-shipper` from end to end: the page in Chromium, an issuer of tokens, the
/// server and the worker, each in a process of its own.
@Tag("browser")
@Timeout(180)
final class LogShipperTest {
  private static final Path EXAMPLE = Path.of("../examples/log-shipper");

  /// Posts something with the page's own token. Answers the status.
  private static final String POST =
      """
      async (body) => {
        const {ingest} = await (await fetch("config.json")).json();
        const token = await (await fetch("token")).text();
        const headers = {Authorization: `Bearer ${token}`, "Content-Type": "application/json"};
        return (await fetch(ingest, {method: "POST", headers, body})).status;
      }""";

  private static final String POST_WITHOUT_TOKEN =
      """
      async () => {
        const {ingest} = await (await fetch("config.json")).json();
        return (await fetch(ingest, {method: "POST", body: "{}"})).status;
      }""";

  @TempDir private Path directory;

  private static boolean hasNode() {
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
  }

  private Process start(Map<String, String> variables, String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(EXAMPLE.toFile());
    builder.environment().putAll(variables);
    builder.environment().put("no_proxy", "*");
    var log = directory.resolve(command[1] + ".log").toFile();
    return builder
        .redirectError(ProcessBuilder.Redirect.appendTo(log))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private String log(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".log"));
  }

  private void awaitLine(String name, String text) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(log(name)).contains(text));
  }

  /// Answers where browsers post.
  private String setUp(Map<String, String> variables) throws Exception {
    var setup = start(variables, "sh", "setup.sh");
    assertThat(setup.waitFor()).as(log("setup.sh")).isZero();
    return log("setup.sh").strip();
  }

  private List<String> written() throws IOException {
    return Files.readAllLines(directory.resolve("logs.ndjson"), UTF_8);
  }

  private static int count(ApiClient owner, String queue) throws Exception {
    var counts = owner.get("/v1/queues/" + queue).json().path("counts");
    return counts.path("ready").asInt()
        + counts.path("in_flight").asInt()
        + counts.path("delayed").asInt();
  }

  @Test
  void what_a_page_logs_is_written_and_what_cannot_be_is_a_dead_letter_after_five_receives()
      throws Exception {
    assumeTrue(hasNode(), "node is not on PATH");
    int port = Ports.free();
    var origin = "http://127.0.0.1:" + port;
    try (var chromium = Chromium.start();
        var issuer = IssuerProcess.start(Algorithm.RS256, Profile.of("users", "aud"));
        var server = new ServerProcess(directory.resolve("data"), "--push-allow=127.0.0.0/8");
        var owner = new ApiClient(server.uri("/"), server.key())) {
      var variables =
          Map.of(
              "EDGEMQ_URL", server.uri("").toString(),
              "EDGEMQ_TOKEN", server.key(),
              "ISSUER", issuer.url("users"),
              "AUDIENCE", "logs",
              "PAGE_ORIGIN", origin);
      var ingest = setUp(variables);
      assertThat(Files.readString(directory.resolve("setup.sh.log"))).isEqualTo(ingest + "\n");
      var serving = start(serving(issuer, ingest, port), "node", "serve.mjs");
      var working =
          start(
              Map.of(
                  "EDGEMQ_URL", server.uri("").toString(),
                  "EDGEMQ_TOKEN", server.key(),
                  "OUT", directory.resolve("logs.ndjson").toString(),
                  "RETRY_SECONDS", "0"),
              "node",
              "worker.mjs");
      try {
        awaitLine("serve.mjs", "listening on");
        var page = chromium.page(origin);
        page.click("#log");
        page.click("#fail");

        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () ->
                    assertThat(written())
                        .hasSize(3)
                        .anyMatch(line -> line.contains("\"message\":\"the page is ready\""))
                        .anyMatch(line -> line.contains("\"message\":\"a click\""))
                        .anyMatch(line -> line.contains("something is broken")));
        assertThat(page.evaluate(POST_WITHOUT_TOKEN)).isEqualTo(401);

        assertThat(page.evaluate(POST, "no log entry")).isEqualTo(202);
        awaitDeadLetter(owner);
        assertThat(log("worker.mjs")).contains("attempt 5:").doesNotContain("attempt 6:");

        assertThat(count(owner, "logs")).isZero();
        assertThat(written()).hasSize(3);
        worksOn(page);
      } finally {
        Processes.kill(working);
        Processes.kill(serving);
      }
    }
  }

  private static Map<String, String> serving(IssuerProcess issuer, String ingest, int port) {
    return Map.of(
        "PORT",
        Integer.toString(port),
        "INGEST_URL",
        ingest,
        "TOKEN_URL",
        issuer.tokenUrl("users"),
        "CLIENT_ID",
        "page",
        "CLIENT_SECRET",
        "none",
        "AUDIENCE",
        "logs");
  }

  private static void awaitDeadLetter(ApiClient owner) throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(count(owner, "logs-dead")).isEqualTo(1));
    var dead = owner.post("/v1/queues/logs-dead/receive?body=text", "{}").json().at("/messages/0");
    assertThat(dead.path("body").asText()).isEqualTo("no log entry");
    assertThat(dead.at("/attributes/mq-attempts").asText()).isEqualTo("5");
    assertThat(dead.at("/attributes/mq-source").asText()).isEqualTo("logs");
    assertThat(dead.path("attributes").has("mq-dead-reason")).isTrue();
    var queue = owner.get("/v1/queues/logs").json();
    assertThat(queue.path("visibility_timeout_seconds").asInt()).isEqualTo(600);
    assertThat(queue.path("retention_seconds").asInt()).isEqualTo(604_800);
    assertThat(queue.at("/dead_letter/max_receives").asInt()).isEqualTo(5);
    assertThat(owner.get("/v1/queues/logs-dead").json().path("retention_seconds").asInt())
        .isEqualTo(1_209_600);
  }

  /// A poison message holds nothing up.
  private void worksOn(Page page) {
    page.click("#log");
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(written()).hasSize(4));
  }
}
