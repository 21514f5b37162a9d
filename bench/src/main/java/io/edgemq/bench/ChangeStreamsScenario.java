package io.edgemq.bench;

import java.util.List;

/// A change stream catches up on what was written to its bucket while no process forwarded, over
/// one nats-server. The baseline reads a stream of the same settings and contents, and publishes
/// one by one with acknowledgements under way. What counts is the rate from the first forwarded
/// message on; so the start of the process is not in it. Three rounds, since each writes all anew.
record ChangeStreamsScenario() implements Scenario {
  private static final double AT_LEAST = 0.7;
  private static final int ROUNDS = 3;

  /// A bucket whose stream's settings the baseline has, too.
  private static final String TEMPLATE = "template";

  @Override
  public String name() {
    return "change-streams";
  }

  @Override
  public String question() {
    return "on NATS: a change stream catches up on 500 000 missed writes, from its first message on";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var nats = lab.nats();
    String tenant;
    try (var edgemq = lab.edgemq(nats)) {
      tenant = JsonTexts.text(edgemq.get("/v1/me"), "tenant_id");
      make(edgemq, TEMPLATE);
    }
    try (var writes = MissedWrites.connect(nats)) {
      var run = new Run(lab, nats, writes, tenant);
      int rounds = Math.min(ROUNDS, lab.options().rounds());
      var compared = Comparison.of(rounds, run::bridge, run::loop);
      return List.of(Finding.ratio("forwarded / published by a bare loop", compared, AT_LEAST));
    }
  }

  /// Makes a bucket with a change stream to the topic of its name.
  private static void make(Server edgemq, String name) {
    edgemq.post("/v1/topics", "{\"name\":\"%s\",\"replicas\":1}".formatted(name));
    edgemq.post(
        "/v1/buckets",
        "{\"name\":\"%s\",\"replicas\":1,\"change_stream_topic\":\"%s\"}".formatted(name, name));
  }

  /// What takes turns.
  private record Run(Lab lab, NatsServer nats, MissedWrites writes, String tenant) {
    /// Messages a second of a change stream.
    double bridge() {
      return uninterrupted(this::forward);
    }

    /// Messages a second of the bare loop.
    double loop() {
      return uninterrupted(this::copy);
    }

    private double forward() throws InterruptedException {
      var name = "b" + System.nanoTime();
      try (var edgemq = lab.edgemq(nats)) {
        make(edgemq, name);
      }
      int count = lab.options().writes();
      writes.write(tenant + "__" + name, count);
      var topic = "T_" + tenant + "__" + name;
      try (var edgemq = lab.edgemq(nats)) {
        double figure = writes.perSecond(topic, count, edgemq.process());
        edgemq.delete("/v1/buckets/" + name);
        edgemq.delete("/v1/topics/" + name);
        return figure;
      }
    }

    private double copy() throws InterruptedException {
      var name = "l" + System.nanoTime();
      var copied = "from-" + name;
      int count = lab.options().writes();
      writes.makeAs(tenant + "__" + TEMPLATE, copied);
      writes.write(copied, count);
      writes.make(name);
      try (var loop = lab.streamLoop(nats, "KV_" + copied, name)) {
        return writes.perSecond(name, count, loop);
      } finally {
        writes.delete(name);
        writes.delete("KV_" + copied);
      }
    }

    private interface Turn {
      double run() throws InterruptedException;
    }

    private static double uninterrupted(Turn turn) {
      try {
        return turn.run();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("stopped", stopped);
      }
    }
  }
}
