package io.edgemq.bench;

import java.util.List;
import java.util.Locale;

/// Publishes one message per request to a topic in a cluster of one server. The baseline is a bare
/// handler that publishes to the same server and answers in the same form.
record NatsPublishScenario() implements Scenario {
  private static final double AT_LEAST = 0.85;

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
    var token = edgemq.token();
    var post = new Post("/v1/topics/bench/messages", token);
    var subject = new Target(lab, edgemq, post, nats.process());
    var floor = new Target(lab, lab.natsFloor(nats), new Post("/messages", token), nats.process());
    subject.warm();
    floor.warm();
    var compared = Comparison.of(lab.options().rounds(), subject::perSecond, floor::perSecond);
    return List.of(
        Finding.ratio("publish / bare jnats", compared, AT_LEAST),
        Finding.number("publish p99", subject.p99Micros(), "µs"),
        Finding.cost(
            "publish CPU a request",
            subject.cpuMicros(),
            String.format(Locale.ROOT, "bare jnats %.2f µs", floor.cpuMicros())),
        Finding.cost(
            "nats-server CPU a request",
            subject.cpuMicrosBehind(),
            String.format(Locale.ROOT, "bare jnats %.2f µs", floor.cpuMicrosBehind())));
  }
}
