package io.edgemq.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One tenant that does its worst to a process with little memory.
@Tag("slow")
final class OverloadTest {
  private static final int CONNECTIONS = 500;
  private static final int MESSAGE = 1_000_000;
  private static final int MESSAGES = 5;
  private static final int PIECE = 1 << 16;
  private static final Duration ALIVE_WITHIN = Duration.ofSeconds(2);

  @TempDir private Path directory;

  private String issue(String tenant) {
    var out = new StringWriter();
    var line = Main.line(Map.of());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(new StringWriter(), true));
    assertThat(
            line.execute(
                "key",
                "issue",
                "--tenant=" + tenant,
                "--create-tenant",
                "--data",
                directory.resolve("data").toString()))
        .isZero();
    return out.toString().strip();
  }

  @Test
  void a_process_outlives_pages_that_nobody_reads_and_batches_that_nobody_ends() throws Exception {
    var greedy = issue("greedy");
    var modest = issue("modest");
    var sockets = new ArrayList<Socket>();
    try (var server =
            new ServerProcess(
                directory.resolve("data"),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError");
        var attacker = new ApiClient(server.uri("/"), greedy);
        var bystander = new ApiClient(server.uri("/"), modest)) {
      attacker.post("/v1/topics", "{\"name\":\"t\"}");
      attacker.post("/v1/queues", "{\"name\":\"q\"}");
      for (int i = 0; i < MESSAGES; i++) {
        attacker.post("/v1/topics/t/messages", "x".repeat(MESSAGE));
      }
      bystander.post("/v1/topics", "{\"name\":\"t\"}");

      requireAlive(bystander);
      var page = page(greedy);
      var batch = batch(greedy);
      var sending = new ArrayList<Thread>();
      for (int i = 0; i < CONNECTIONS; i++) {
        var socket = new Socket();
        sockets.add(socket);
        var request = i % 2 == 0 ? page : batch;
        sending.add(Thread.startVirtualThread(() -> send(socket, server, request)));
      }
      for (var each : sending) {
        do {
          requireAlive(bystander);
        } while (!each.join(Duration.ofMillis(100)));
      }
      assertThat(bystander.post("/v1/topics/t/messages", "y".repeat(MESSAGE)).status())
          .isEqualTo(201);
      assertThat(bystander.get("/v1/topics/t/messages").status()).isEqualTo(200);

      for (var each : sockets) {
        each.close();
      }
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> bystander.get("/metrics").text().contains("bytes_in_flight 0.0\n"));
      assertThat(attacker.get("/v1/topics/t/messages").status()).isEqualTo(200);
    } finally {
      for (var each : sockets) {
        each.close();
      }
    }
  }

  private static void requireAlive(ApiClient client) throws Exception {
    long began = System.nanoTime();

    assertThat(client.get("/v1/health").status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ALIVE_WITHIN);
  }

  /// A request for a page, whose answer nobody reads.
  private static byte[] page(String key) {
    return request("GET /v1/topics/t/messages?limit=1000", key, "");
  }

  /// Most of a large batch.
  private static byte[] batch(String key) {
    return request(
        "POST /v1/queues/q/messages/batch",
        key + "\r\nContent-Length: 4000000",
        "{\"messages\":[{\"body\":\"" + "x".repeat(3_900_000));
  }

  private static byte[] request(String line, String key, String body) {
    return (line + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n\r\n" + body)
        .getBytes(US_ASCII);
  }

  private static void send(Socket socket, ServerProcess server, byte[] request) {
    try {
      socket.setReceiveBufferSize(PIECE);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.uri("/").getPort()));
      socket.getOutputStream().write(request);
    } catch (IOException refused) {
      // The server has no room for it, and says so.
    }
  }
}
