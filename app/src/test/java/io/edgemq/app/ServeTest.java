package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Limits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests what an operator sees of the server as a process.
final class ServeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @Test
  void a_first_start_creates_secrets_that_only_their_owner_can_read() throws Exception {
    var data = directory.resolve("data");

    try (var server = new ServerProcess(data)) {
      assertThat(server.output()).contains(server.key());
    }

    for (var secret : new String[] {"admin-token", "demo-key", "receipt-key"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(secret))))
          .as(secret)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void a_restart_keeps_messages_keys_and_receipts_and_prints_no_secret() throws Exception {
    var data = directory.resolve("data");
    String receipt;
    try (var server = new ServerProcess(data);
        var client = new ApiClient(server.uri("/"), server.key())) {
      client.post("/v1/queues", "{\"name\":\"q\"}");
      client.post("/v1/queues/q/messages", "hello");
      var received = client.post("/v1/queues/q/receive", "{}").json();
      receipt = received.at("/messages/0/receipt").asText();
      server.terminate();
    }
    Files.delete(directory.resolve("data.log"));

    try (var server = new ServerProcess(data);
        var client = new ApiClient(server.uri("/"), server.key())) {
      assertThat(client.delete("/v1/queues/q/messages/" + receipt).status()).isEqualTo(204);
      assertThat(client.get("/v1/queues/q").json().at("/counts/in_flight").asInt()).isZero();
      client.post("/v1/queues/q/messages?bearer=" + server.key(), "x");
      client.get("/v1/nowhere?bearer=" + server.key());
      server.terminate();
      for (var secret : new String[] {"admin-token", "demo-key", "receipt-key"}) {
        assertThat(server.output()).doesNotContain(Files.readString(data.resolve(secret)).strip());
      }
      assertThat(server.output()).doesNotContain(receipt);
    }
  }

  @Test
  void a_second_server_on_the_same_data_is_refused_and_says_why() throws Exception {
    var data = directory.resolve("data");
    try (var server = new ServerProcess(data)) {
      var second =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  "io.edgemq.app.Main",
                  "serve",
                  "--data",
                  data.toString(),
                  "--listen",
                  "127.0.0.1:0")
              .redirectErrorStream(true)
              .start();

      String said;
      try {
        assertThat(second.waitFor(PATIENCE)).isTrue();
        said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } finally {
        second.destroyForcibly();
      }
      assertThat(second.exitValue()).isNotZero();
      assertThat(said).contains(data.toString()).contains("another").doesNotContain("\tat ");
      assertThat(server.key()).isNotEmpty();
    }
  }

  @Test
  void a_port_in_use_is_reported_before_any_secret_is_created() throws Exception {
    var data = directory.resolve("data");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var config =
          new ServerConfig(
              ServerConfig.Role.ALL,
              new Storage.Sqlite(0),
              data,
              SecretSources.NONE,
              new ServerConfig.Listen("127.0.0.1", taken.getLocalPort()),
              Limits.DEFAULT,
              new ServerConfig.Load(100, 0, 32),
              Duration.ofSeconds(1),
              ServerConfig.Push.DEFAULT,
              null);

      assertThatThrownBy(() -> EdgeMq.start(config))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
    assertThat(data.resolve("demo-key")).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }

  @Test
  void sigterm_tells_streams_to_reconnect_and_ends_waiting_receives() throws Exception {
    try (var server = new ServerProcess(directory.resolve("data"));
        var client = new ApiClient(server.uri("/"), server.key());
        var background = Executors.newVirtualThreadPerTaskExecutor()) {
      client.post("/v1/topics", "{\"name\":\"t\"}");
      client.post("/v1/queues", "{\"name\":\"q\"}");
      client.post("/v1/topics/t/messages", "hello");
      try (var stream = SseReader.open(client, "/v1/topics/t/stream?from=earliest")) {
        stream.next();
        var waiting =
            background.submit(() -> client.post("/v1/queues/q/receive", "{\"wait_seconds\":20}"));
        awaitWaiting(client);

        server.terminate();

        assertThat(server.output()).contains(" draining streams=1", " stopped\n");
        var close = stream.next(1).getFirst();
        assertThat(close.type()).isEqualTo("close");
        assertThat(close.data()).contains("\"retry_ms\":");
        assertThat(stream.next()).isNull();
        assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).text())
            .isEqualTo("{\"messages\":[]}");
      }
    }
  }

  private static void awaitWaiting(ApiClient client) {
    await()
        .atMost(PATIENCE)
        .until(() -> client.get("/metrics").text().contains("\nedgemq_receives_waiting 1.0\n"));
  }

  @Test
  void secrets_copied_without_their_mode_are_taken_from_others() throws Exception {
    var data = Files.createDirectory(directory.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(data.resolve("receipt-key"), "a".repeat(64) + "\n");

    try (var server = new ServerProcess(data);
        var files = Files.list(data)) {
      assertThat(server.key()).isNotEmpty();
      for (var file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void a_full_store_answers_507_and_keeps_acknowledged_messages() throws Exception {
    var body = "x".repeat(500_000);
    try (var server = new ServerProcess(directory.resolve("data"), "--max-store-bytes", "8000000");
        var client = new ApiClient(server.uri("/"), server.key())) {
      client.post("/v1/topics", "{\"name\":\"t\"}");
      int stored = 0;
      var answer = client.post("/v1/topics/t/messages", body);
      while (answer.status() == 201 && stored < 100) {
        stored++;
        answer = client.post("/v1/topics/t/messages", body);
      }

      assertThat(answer.status()).isEqualTo(507);
      assertThat(answer.code()).isEqualTo("store_full");
      assertThat(stored).isBetween(1, 16);
      assertThat(client.get("/v1/topics/t").json().get("messages").asInt()).isEqualTo(stored);
      assertThat(client.get("/v1/topics/t/messages?limit=1").status()).isEqualTo(200);
    }
  }
}
