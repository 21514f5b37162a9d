package io.edgemq.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One tenant that does its worst to a process with little memory.
@Tag("alone")
@Tag("slow")
final class OverloadTest {
  private static final int CONNECTIONS = 500;
  private static final int MESSAGE = 1_000_000;
  private static final int MESSAGES = 5;
  private static final int PIECE = 1 << 16;
  private static final int AFTERWARDS = 20;

  /// How soon every probe is answered, whatever one tenant does.
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

    requireOutlived(greedy, List.of(page(greedy), batch(greedy)));
  }

  @Test
  void a_process_outlives_receives_with_long_requests_and_bodies_over_http2() throws Exception {
    var greedy = issue("greedy");

    requireOutlived(greedy, List.of(receive(greedy), http2(greedy)));
  }

  /// A tenant that sends those requests on many connections, and reads nothing, keeps no other from
  /// being served.
  private void requireOutlived(String greedy, List<byte[]> requests) throws Exception {
    var modest = issue("modest");
    var sockets = new ArrayList<Socket>();
    try (var server =
            new ServerProcess(
                directory.resolve("data"),
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                // the collector that bin/edgemq starts with (ADR 0021)
                "-XX:+UseG1GC",
                "-XX:G1HeapRegionSize=1m",
                "-Xms64m",
                "-XX:GCTimeRatio=9",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=25");
        var attacker = new ApiClient(server.uri("/"), greedy);
        var bystander = new ApiClient(server.uri("/"), modest)) {
      prepare(attacker, bystander);
      var sending = new ArrayList<Thread>();
      for (int i = 0; i < CONNECTIONS; i++) {
        var socket = new Socket();
        sockets.add(socket);
        var request = requests.get(i % requests.size());
        sending.add(Thread.startVirtualThread(() -> send(socket, server, request)));
      }
      long slowest = slowestProbe(bystander, sending);
      requireServed(bystander);
      close(sockets);
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> bystander.get("/metrics").text().contains("bytes_in_flight 0.0\n"));
      assertThat(attacker.get("/v1/topics/t/messages").status()).isEqualTo(200);
      assertThat(Duration.ofNanos(slowest)).isLessThan(ALIVE_WITHIN);
    } finally {
      close(sockets);
    }
  }

  private static void prepare(ApiClient attacker, ApiClient bystander) throws Exception {
    attacker.post("/v1/topics", "{\"name\":\"t\"}");
    attacker.post("/v1/queues", "{\"name\":\"q\"}");
    for (int i = 0; i < MESSAGES; i++) {
      attacker.post("/v1/topics/t/messages", "x".repeat(MESSAGE));
    }
    bystander.post("/v1/topics", "{\"name\":\"t\"}");
  }

  private static void requireServed(ApiClient client) throws Exception {
    assertThat(client.post("/v1/topics/t/messages", "y".repeat(MESSAGE)).status()).isEqualTo(201);
    assertThat(client.get("/v1/topics/t/messages").status()).isEqualTo(200);
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (var each : sockets) {
      each.close();
    }
  }

  /// How long the slowest probe took while others were sending and just afterwards, in nanoseconds.
  private static long slowestProbe(ApiClient client, List<Thread> sending) throws Exception {
    long slowest = 0;
    for (var each : sending) {
      do {
        slowest = Math.max(slowest, probe(client));
      } while (!each.join(Duration.ofMillis(100)));
    }
    for (int i = 0; i < AFTERWARDS; i++) {
      slowest = Math.max(slowest, probe(client));
    }
    return slowest;
  }

  /// How long a probe took, in nanoseconds.
  private static long probe(ApiClient client) throws Exception {
    long began = System.nanoTime();

    assertThat(client.get("/v1/health").status()).isEqualTo(200);
    return System.nanoTime() - began;
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

  /// A wait whose request is as long as it may be.
  private static byte[] receive(String key) {
    var body = "{\"wait_seconds\":20" + " ".repeat(260_000) + "}";
    return request(
        "POST /v1/queues/q/receive",
        key + "\r\nX-Pad: " + "x".repeat(110_000) + "\r\nContent-Length: " + body.length(),
        body);
  }

  /// Two streams of HTTP/2 with bodies that nobody asked for.
  private static byte[] http2(String key) {
    var all = new StringBuilder("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, ""));
    var token = "Bearer " + key;
    var headers =
        "\u0082\u0086\u0004" // GET, http, and a path
            + text("/v1/topics/t/stream")
            + "\u0001" // an authority
            + text("x")
            + "\u000f\u0008" // authorization
            + text(token);
    for (int stream = 1; stream <= 3; stream += 2) {
      all.append(frame(1, 4, stream, headers));
      for (int i = 0; i < 31; i++) {
        all.append(frame(0, 0, stream, "x".repeat(16_000)));
      }
    }
    return all.toString().getBytes(ISO_8859_1);
  }

  private static String text(String value) {
    return (char) value.length() + value;
  }

  private static String frame(int type, int flags, int stream, String payload) {
    int length = payload.length();
    return new String(
            new char[] {
              (char) (length >> 16),
              (char) (length >> 8 & 0xff),
              (char) (length & 0xff),
              (char) type,
              (char) flags,
              0,
              0,
              0,
              (char) stream
            })
        + payload;
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
