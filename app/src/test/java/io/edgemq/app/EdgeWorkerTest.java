package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgemq.testkit.IssuerProcess;
import io.edgemq.testkit.IssuerProcess.Algorithm;
import io.edgemq.testkit.IssuerProcess.Profile;
import io.edgemq.testkit.Ports;
import io.edgemq.testkit.Processes;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs `examples/edge-worker` with node, an issuer of tokens and a server, each in a process of
/// its
/// own.
@Tag("slow")
@Timeout(180)
final class EdgeWorkerTest {
  private static final Path WORKER = Path.of("../examples/edge-worker/serve.mjs");

  @TempDir private Path directory;

  private static Optional<Path> node() {
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
        .map(folder -> Path.of(folder, "node"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Process start(Path node, ServerProcess server, IssuerProcess issuer, int port)
      throws IOException {
    var builder = new ProcessBuilder(node.toString(), WORKER.toString());
    var variables = builder.environment();
    variables.put("EDGEMQ_URL", server.uri("").toString());
    variables.put("TOPIC", "orders");
    variables.put("TOKEN_URL", issuer.tokenUrl("edge"));
    variables.put("CLIENT_ID", "worker");
    variables.put("CLIENT_SECRET", "none");
    variables.put("AUDIENCE", "mq-edge");
    variables.put("PORT", Integer.toString(port));
    variables.put("no_proxy", "*");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("worker.log").toFile())
        .start();
  }

  @Test
  void an_edge_function_publishes_with_a_token_that_may_only_publish() throws Exception {
    var node = node();
    assumeTrue(node.isPresent(), "node is not on PATH");
    int port = Ports.free();
    try (var issuer = IssuerProcess.start(Algorithm.ES256, Profile.of("edge", "aud", "scope"));
        var server = new ServerProcess(directory.resolve("data"), "--push-allow=127.0.0.0/8");
        var owner = new ApiClient(server.uri("/"), server.key());
        var caller = new ApiClient(URI.create("http://127.0.0.1:" + port), "")) {
      assertThat(owner.post("/v1/topics", "{\"name\":\"orders\"}").status()).isEqualTo(201);
      assertThat(owner.post("/v1/issuers", trusting(issuer)).status()).isEqualTo(201);
      var worker = start(node.orElseThrow(), server, issuer, port);
      try {
        awaitListening();

        assertThat(caller.post("/eu/created", "{\"order\":17}").status()).isEqualTo(202);
        assertThat(caller.post("/eu/paid", "{\"order\":17}").status()).isEqualTo(202);

        var history = owner.get("/v1/topics/orders/messages?body=text").json().path("messages");
        assertThat(history.findValuesAsText("subject"))
            .containsExactly("orders.eu.created", "orders.eu.paid");
        assertThat(history.at("/0/body").asText()).isEqualTo("{\"order\":17}");
        assertThat(owner.delete("/v1/issuers/edge").status()).isEqualTo(204);
        assertThat(caller.post("/eu/late", "x").status()).isEqualTo(401);
      } finally {
        Processes.kill(worker);
      }
    }
  }

  private static String trusting(IssuerProcess issuer) {
    return """
        {"name":"edge","issuer":"%s","audience":"mq-edge","scopes":["publish:orders.>"]}"""
        .formatted(issuer.url("edge"));
  }

  private void awaitListening() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.readString(directory.resolve("worker.log")).contains("listening"));
  }
}
