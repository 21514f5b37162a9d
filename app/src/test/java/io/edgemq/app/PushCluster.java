package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;

/// A cluster of one server, and adapters over it that may push to this machine.
public final class PushCluster implements AutoCloseable {
  private final NatsBroker nats;
  private final Path directory;
  private final String token;

  /// @param directory empty; the adapters and the server keep their files there
  public PushCluster(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.nats = new NatsBroker(directory.resolve("nats"));
    Files.writeString(directory.resolve("receipts"), "0123456789abcdef".repeat(4));
    this.token = issue();
  }

  private String issue() {
    var out = new StringWriter();
    var line = Main.line(Map.of());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(new StringWriter(), true));
    int status =
        line.execute(
            "key",
            "issue",
            "--tenant=acme",
            "--create-tenant",
            "--store=nats",
            "--nats=" + nats.url(),
            "--receipt-secret-file=" + directory.resolve("receipts"));
    assertThat(status).isZero();
    return out.toString().strip();
  }

  /// A key of the tenant that everything belongs to.
  public String token() {
    return token;
  }

  /// Starts an adapter. Returns when it is ready.
  public ServerProcess adapter(String name) throws Exception {
    return new ServerProcess(
        directory.resolve(name),
        "--role=adapter",
        "--store=nats",
        "--nats=" + nats.url(),
        "--push-allow=127.0.0.0/8",
        "--receipt-secret-file=" + directory.resolve("receipts"));
  }

  /// A client of that adapter.
  public ApiClient client(ServerProcess adapter) {
    return new ApiClient(adapter.uri("/"), token);
  }

  /// Makes a subscription of the topic `orders` that pushes to `sink`; its id.
  ///
  /// @param more fields of `push`, each with a comma before it
  public static String subscribe(ApiClient client, String name, PushSink sink, String more)
      throws Exception {
    var answer =
        client.post(
            "/v1/subscriptions",
            """
            {"name":"%s","topic":"orders","delivery_type":"http_push","push":{"url":"%s"%s}}"""
                .formatted(name, sink.url(), more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  /// Publishes to the topic `orders`, a hundred messages at a time; message `n` has the subject
  /// `orders.<n % subjects>`.
  public static void publish(ApiClient client, int messages, int subjects) throws Exception {
    for (int i = 0; i < messages; i += 100) {
      var entries = new StringBuilder("{\"messages\":[");
      IntStream.range(i, Math.min(messages, i + 100))
          .forEach(
              n ->
                  entries.append(
                      "{\"subject\":\"%d\",\"body\":\"order %d\"},".formatted(n % subjects, n)));
      entries.setLength(entries.length() - 1);
      var answer = client.post("/v1/topics/orders/messages/batch", entries + "]}");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }
  }

  /// A figure of an adapter: the sum of the lines whose name and labels begin with `series`.
  public static double figure(ApiClient client, String series) throws Exception {
    return client
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    nats.close();
  }
}
