package io.edgemq.bench;

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
    var run = new Run(lab, new PushTarget(lab.pushing("push"), sink), sink);
    var rate = run.rate(MANY);
    var before = run.target().saves();
    var few = run.rate(FEW);
    double saveMicros = run.target().saves().meanMicrosSince(before);
    var idle = run.idle();
    var beside = run.beside();
    return List.of(
        Finding.ratio("deliveries, 256 in flight / client in a loop", rate, RATE_AT_LEAST),
        Finding.ratio("deliveries, 16 in flight / client in a loop", few, 0),
        Finding.number("a save of the store, 16 in flight, mean", saveMicros, "µs"),
        Finding.slowdown("p50 idle / publish and a bare POST", idle, SLOWDOWN_AT_MOST),
        Finding.slowdown("p99 of 50 beside 50 sick / alone", beside, SLOWDOWN_AT_MOST));
  }

  /// One server and its endpoint.
  private record Run(Lab lab, PushTarget target, Server sink) {
    /// Deliveries a second of one subscription, and requests a second of the client alone.
    Comparison rate(int inFlight) {
      try (var loop = lab.pushLoop(sink, inFlight)) {
        var unused = loop.result();
        return Comparison.of(
            lab.options().rounds(),
            () -> target.deliveries(new PushTarget.Load(BATCHES, 1, "/hook", inFlight)),
            () -> {
              loop.tell("");
              return loop.result().decimal("per_second");
            });
      }
    }

    /// Milliseconds from a publish to its arrival, and of a publish followed by a bare POST.
    Comparison idle() {
      var topic = target.topic();
      var id = target.subscribe(topic, "/hook", "", "latest");
      var compared =
          Comparison.of(
              lab.options().rounds(),
              () -> latency(topic, "p50", IDLE_PUBLISHES),
              () -> publishAndPost(IDLE_PUBLISHES));
      target.delete(topic, id);
      return compared;
    }

    /// The 99th percentile in milliseconds of 50 subscriptions, beside 50 whose endpoint does not
    /// answer and without them.
    Comparison beside() {
      var topic = target.topic();
      var sickTopic = target.topic();
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        var healthy = target.subscribe(topic, "/hook", "", "latest");
        var sick = target.subscribe(sickTopic, "/never", ",\"timeout_seconds\":1", "latest");
        if (healthy.isEmpty() || sick.isEmpty()) throw new IllegalStateException("no id");
      }
      return Comparison.of(
          lab.options().rounds(),
          () -> {
            target.publishBatch(sickTopic, Requests.batch(BATCH, Post.BYTES));
            return latency(topic, "p99", BESIDE_PUBLISHES);
          },
          quiet(() -> latency(topic, "p99", BESIDE_PUBLISHES)));
    }

    /// Waits until what timed out is left alone by its breakers.
    private DoubleSupplier quiet(DoubleSupplier measured) {
      return () -> {
        PushTarget.pause(Duration.ofSeconds(5));
        return measured.getAsDouble();
      };
    }

    private double latency(String topic, String percentile, int publishes) {
      var unused = target.latencies();
      for (int i = 0; i < publishes; i++) {
        target.publish(topic);
        PushTarget.pause(PAUSE);
      }
      return target.latencies().decimal(percentile) / 1e3;
    }

    private double publishAndPost(int times) {
      var topic = target.topic();
      var taken = new double[times];
      try (var server = Link.to(target.edgemq().port());
          var endpoint = Link.to(sink.port())) {
        for (int i = 0; i < times; i++) {
          byte[] body = PushTarget.body();
          long begin = System.nanoTime();
          var stored = server.exchange(target.publishRequest(topic, body));
          var taken201 = endpoint.exchange(Requests.post("/hook", "", "text/plain", body));
          if (stored == null || taken201 == null) throw new IllegalStateException("no answer");
          taken[i] = (System.nanoTime() - begin) / 1e6;
          PushTarget.pause(PAUSE);
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      Arrays.sort(taken);
      return taken[times / 2];
    }
  }
}
