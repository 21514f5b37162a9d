package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/// Pushes the messages of a topic to an endpoint on this machine. The baselines are the same HTTP
/// client in a loop over that endpoint, the same subscriptions without sick ones beside them, and a
/// publish followed by a bare POST.
record PushScenario() implements Scenario {
  private static final double RATE_AT_LEAST = 0.5;
  private static final double SLOWDOWN_AT_MOST = 1.5;
  private static final int BATCH = 100;
  private static final int BATCHES = 200;
  private static final int MANY = 256;
  private static final int FEW = 16;
  private static final int SUBSCRIPTIONS = 50;
  private static final int IDLE_PUBLISHES = 200;
  private static final int BESIDE_PUBLISHES = 60;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration POLL = Duration.ofMillis(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "push";
  }

  @Override
  public String question() {
    return "push to a local endpoint: rate, beside endpoints that time out, latency when idle";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var sink = lab.pushSink();
    var run = new Run(lab, lab.pushing("push"), sink);
    var rate = run.rate(MANY);
    var few = run.rate(FEW);
    var idle = run.idle();
    var beside = run.beside();
    return List.of(
        Finding.ratio("deliveries, 256 in flight / client in a loop", rate, RATE_AT_LEAST),
        Finding.ratio("deliveries, 16 in flight / client in a loop", few, 0),
        Finding.slowdown("p50 idle / publish and a bare POST", idle, SLOWDOWN_AT_MOST),
        Finding.slowdown("p99 of 50 beside 50 sick / alone", beside, SLOWDOWN_AT_MOST));
  }

  /// One server and its endpoint.
  private record Run(Lab lab, Server edgemq, Server sink) {
    /// Deliveries a second of one subscription, and requests a second of the client alone.
    Comparison rate(int inFlight) {
      try (var loop = lab.pushLoop(sink, inFlight)) {
        var unused = loop.result();
        return Comparison.of(
            lab.options().rounds(),
            () -> deliveries(inFlight),
            () -> {
              loop.tell("");
              return loop.result().decimal("per_second");
            });
      }
    }

    private double deliveries(int inFlight) {
      var topic = topic();
      var batch = Requests.batch(BATCH, Post.BYTES);
      for (int i = 0; i < BATCHES; i++) publishBatch(topic, batch);
      long before = count();
      long begin = System.nanoTime();
      var id = subscribe(topic, "/hook", ",\"max_in_flight\":" + inFlight, "earliest");
      awaitCount(before + (long) BATCH * BATCHES);
      double seconds = (System.nanoTime() - begin) / 1e9;
      delete(topic, id);
      return BATCH * BATCHES / seconds;
    }

    /// Milliseconds from a publish to its arrival, and of a publish followed by a bare POST.
    Comparison idle() {
      var topic = topic();
      var id = subscribe(topic, "/hook", "", "latest");
      var compared =
          Comparison.of(
              lab.options().rounds(),
              () -> latency(topic, "p50", IDLE_PUBLISHES),
              () -> publishAndPost(IDLE_PUBLISHES));
      delete(topic, id);
      return compared;
    }

    /// The 99th percentile in milliseconds of 50 subscriptions, beside 50 whose endpoint does not
    /// answer and without them.
    Comparison beside() {
      var topic = topic();
      var sickTopic = topic();
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        var healthy = subscribe(topic, "/hook", "", "latest");
        var sick = subscribe(sickTopic, "/never", ",\"timeout_seconds\":1", "latest");
        if (healthy.isEmpty() || sick.isEmpty()) throw new IllegalStateException("no id");
      }
      return Comparison.of(
          lab.options().rounds(),
          () -> {
            publishBatch(sickTopic, Requests.batch(BATCH, Post.BYTES));
            return latency(topic, "p99", BESIDE_PUBLISHES);
          },
          quiet(() -> latency(topic, "p99", BESIDE_PUBLISHES)));
    }

    /// Waits until what timed out is left alone by its breakers.
    private DoubleSupplier quiet(DoubleSupplier measured) {
      return () -> {
        pause(Duration.ofSeconds(5));
        return measured.getAsDouble();
      };
    }

    private double latency(String topic, String percentile, int publishes) {
      var unused = latencies();
      for (int i = 0; i < publishes; i++) {
        publish(topic);
        pause(PAUSE);
      }
      return latencies().decimal(percentile) / 1e3;
    }

    private double publishAndPost(int times) {
      var topic = topic();
      var taken = new double[times];
      try (var server = Link.to(edgemq.port());
          var endpoint = Link.to(sink.port())) {
        for (int i = 0; i < times; i++) {
          byte[] body = body();
          long begin = System.nanoTime();
          var stored = server.exchange(publishRequest(topic, body));
          var taken201 = endpoint.exchange(Requests.post("/hook", "", "text/plain", body));
          if (stored == null || taken201 == null) throw new IllegalStateException("no answer");
          taken[i] = (System.nanoTime() - begin) / 1e6;
          pause(PAUSE);
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      Arrays.sort(taken);
      return taken[times / 2];
    }

    private static byte[] body() {
      return (PushSink.stamp() + " order").getBytes(US_ASCII);
    }

    private byte[] publishRequest(String topic, byte[] body) {
      return Requests.post("/v1/topics/" + topic + "/messages", edgemq.token(), "text/plain", body);
    }

    private void publish(String topic) {
      send(publishRequest(topic, body()));
    }

    private void publishBatch(String topic, byte[] batch) {
      send(
          Requests.post(
              "/v1/topics/" + topic + "/messages/batch",
              edgemq.token(),
              "application/json",
              batch));
    }

    private void send(byte[] request) {
      try (var link = Link.to(edgemq.port())) {
        if (link.exchange(request) == null) throw new IllegalStateException("no answer");
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private String topic() {
      var name = "t" + System.nanoTime();
      edgemq.post("/v1/topics", "{\"name\":\"" + name + "\",\"replicas\":1}");
      return name;
    }

    private String subscribe(String topic, String path, String more, String start) {
      var answer =
          edgemq.post(
              "/v1/subscriptions",
              """
              {"name":"s%d","topic":"%s","delivery_type":"http_push","start":"%s",
               "push":{"url":"http://127.0.0.1:%d%s"%s}}"""
                  .formatted(System.nanoTime(), topic, start, sink.port(), path, more));
      return answer.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
    }

    private void delete(String topic, String subscription) {
      send(Requests.delete("/v1/subscriptions/" + subscription, edgemq.token()));
      send(Requests.delete("/v1/topics/" + topic, edgemq.token()));
    }

    private long count() {
      return Long.parseLong(get("/count"));
    }

    private Arguments latencies() {
      return Arguments.parse(get("/latencies").split(" "));
    }

    private String get(String path) {
      try (var link = Link.to(sink.port())) {
        return new String(link.exchange(Requests.get(path)).body(), US_ASCII);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private void awaitCount(long wanted) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (count() < wanted) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("not all was pushed" + edgemq.process().logTail());
        }
        pause(POLL);
      }
    }

    private static void pause(Duration time) {
      try {
        Server.pause(time);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("stopped", stopped);
      }
    }
  }
}
