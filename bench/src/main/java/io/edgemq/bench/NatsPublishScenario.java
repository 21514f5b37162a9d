package io.edgemq.bench;

import java.util.List;
import java.util.Locale;

/// Publishes one message per request to a topic in a cluster of one server. The baseline is a bare
/// handler that publishes to the same server.
record NatsPublishScenario() implements Scenario {
  private static final double AT_LEAST = 0.8;

  @Override
  public String name() {
    return "nats-publish";
  }

  @Override
  public String question() {
    return "on NATS: publish to a topic, 256 bytes, 64 connections";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var nats = lab.nats();
    var edgemq = lab.edgemq(nats);
    edgemq.post("/v1/topics", "{\"name\":\"bench\",\"replicas\":1}");
    var floor = new Target(lab, lab.natsFloor(nats), "/messages");
    var subject = new Target(lab, edgemq, "/v1/topics/bench/messages");
    floor.warm();
    subject.warm();
    var medians =
        Turns.medians(lab.options().rounds(), List.of(floor::perSecond, subject::perSecond));
    return List.of(
        Finding.ratio("publish / bare jnats", medians.get(1), medians.get(0), AT_LEAST),
        Finding.number("publish p99", subject.p99Micros(), "µs"),
        Finding.cost(
            "publish CPU a request",
            subject.cpuMicros(),
            String.format(Locale.ROOT, "bare jnats %.1f µs", floor.cpuMicros())));
  }
}
