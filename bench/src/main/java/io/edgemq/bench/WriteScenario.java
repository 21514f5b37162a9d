package io.edgemq.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/// Publishes to a topic, or sends to a queue: one message of 256 bytes per request, 64 connections.
/// The baselines are an echo, and an echo that commits to SQLite first.
record WriteScenario(String name, String question, String create, String collection)
    implements Scenario {
  private static final double AT_LEAST = 0.5;

  static WriteScenario publish() {
    return new WriteScenario(
        "publish",
        "publish to a topic, 256 bytes, 64 connections",
        "{\"name\":\"bench\"}",
        "/v1/topics");
  }

  static WriteScenario send() {
    return new WriteScenario(
        "send", "send to a queue, 256 bytes, 64 connections", "{\"name\":\"bench\"}", "/v1/queues");
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var subject = lab.edgemq("data");
    subject.post(collection, create);
    var echo = lab.echoFloor();
    var writer = lab.writerFloor();
    var targets =
        List.of(
            new Target(lab, echo, "/messages"),
            new Target(lab, writer, "/messages"),
            new Target(lab, subject, collection + "/bench/messages"));
    for (var target : targets) target.warm();
    var medians =
        Turns.medians(
            lab.options().rounds(),
            targets.stream().map(target -> (DoubleSupplier) target::perSecond).toList());
    return findings(medians, targets);
  }

  private List<Finding> findings(List<Double> medians, List<Target> targets) {
    return List.of(
        Finding.ratio(name + " / echo", medians.get(2), medians.get(0), AT_LEAST),
        Finding.ratio(name + " / bare writer", medians.get(2), medians.get(1)),
        Finding.number(name + " p99", targets.get(2).p99Micros(), "µs"),
        Finding.cost(
            name + " CPU a request",
            targets.get(2).cpuMicros(),
            String.format(
                Locale.ROOT,
                "echo %.1f µs, bare writer %.1f µs",
                targets.get(0).cpuMicros(),
                targets.get(1).cpuMicros())));
  }
}
