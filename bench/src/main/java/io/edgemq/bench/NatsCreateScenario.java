package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Creates a thousand topics and a thousand queues. Measures the time to create one and the memory
/// they need, and checks that they work afterwards.
record NatsCreateScenario() implements Scenario {
  private static final int EACH = 1_000;
  private static final int SAMPLE = 50;
  private static final double AT_MOST_MILLIS = 20;
  private static final long HIGHEST_MICROS = 60_000_000;
  private static final int READ_MILLIS = 10_000;
  private static final String JSON = "application/json";

  @Override
  public String name() {
    return "nats-create";
  }

  @Override
  public String question() {
    return "on NATS: 1 000 topics and 1 000 queues, milliseconds to create one; memory";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var nats = lab.nats();
    var server = lab.edgemq(nats);
    var topics = new Histogram(HIGHEST_MICROS, 3);
    var queues = new Histogram(HIGHEST_MICROS, 3);
    try (var link = Link.to(server.port())) {
      for (int i = 0; i < EACH; i++) {
        create(link, server, "/v1/topics", name(i), topics);
        create(link, server, "/v1/queues", name(i), queues);
      }
      for (int i = 0; i < EACH; i += SAMPLE) use(link, server, name(i));
    } catch (IOException failed) {
      throw new UncheckedIOException("at " + server.name() + server.process().logTail(), failed);
    }
    return List.of(
        Finding.atMost("create a topic, median", millis(topics, 50), "ms", AT_MOST_MILLIS),
        Finding.atMost("create a queue, median", millis(queues, 50), "ms", AT_MOST_MILLIS),
        Finding.number("create a topic, p99", millis(topics, 99), "ms"),
        Finding.number("create a queue, p99", millis(queues, 99), "ms"),
        Finding.number("used of each", EACH / SAMPLE, "topics and queues"),
        Finding.memory("RSS of EdgeMQ", server.process().residentBytes()),
        Finding.memory("RSS of nats-server", nats.process().residentBytes()));
  }

  private static String name(int number) {
    return "made-" + number;
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }

  private static void create(
      Link link, Server server, String collection, String name, Histogram micros)
      throws IOException {
    byte[] body = ("{\"name\":\"" + name + "\",\"replicas\":1}").getBytes(US_ASCII);
    var request = Requests.post(collection, server.token(), JSON, body);
    long start = System.nanoTime();
    link.exchange(request);
    micros.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - start) / 1000));
  }

  /// Publishes, reads the topic as a stream, sends and receives. Throws when a message is missing.
  private static void use(Link link, Server server, String name) throws IOException {
    var topic = "/v1/topics/" + name;
    var queue = "/v1/queues/" + name;
    var receive = "{\"max\":1,\"wait_seconds\":5}".getBytes(US_ASCII);
    link.exchange(Requests.post(topic + "/messages", server.token(), "text/plain", bytes(name)));
    readStream(server, topic + "/stream?from=earliest", name);
    link.exchange(Requests.post(queue + "/messages", server.token(), "text/plain", bytes(name)));
    var received = link.exchange(Requests.post(queue + "/receive", server.token(), JSON, receive));
    require(new String(received.body(), StandardCharsets.UTF_8), "\"receipt\"", queue);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  /// Reads a stream of events up to the first message.
  private static void readStream(Server server, String path, String topic) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(READ_MILLIS);
      socket.getOutputStream().write(Requests.stream(path, server.token()));
      var seen = new StringBuilder();
      var part = new byte[4 << 10];
      long deadline = System.nanoTime() + READ_MILLIS * 1_000_000L;
      while (seen.indexOf("event: message") < 0 && System.nanoTime() < deadline) {
        int count = socket.getInputStream().read(part);
        if (count < 0) break;
        seen.append(new String(part, 0, count, StandardCharsets.UTF_8));
      }
      require(seen.toString(), "event: message", topic);
    }
  }

  private static void require(String answer, String expected, String where) {
    if (!answer.contains(expected)) throw new IllegalStateException(where + " said " + answer);
  }
}
