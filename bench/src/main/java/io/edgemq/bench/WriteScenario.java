package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/// One message a request, 256 bytes, 64 connections: publishing to a topic, or sending to a queue,
/// against an echo and against an echo that commits to SQLite first.
record WriteScenario(String name, String question, String create, String collection)
    implements Scenario {
  private static final double AT_LEAST = 0.5;
  private static final int CONNECTIONS = 64;

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
        Finding.number(name + " p99", Turns.median(targets.get(2).p99Micros), "µs"),
        Finding.cost(
            name + " CPU a request",
            Turns.median(targets.get(2).cpuMicros),
            String.format(
                Locale.ROOT,
                "echo %.1f µs, bare writer %.1f µs",
                Turns.median(targets.get(0).cpuMicros),
                Turns.median(targets.get(1).cpuMicros))));
  }

  /// A server that takes its turns, and what was seen of it beside its rate.
  private static final class Target {
    private final Lab lab;
    private final Server server;
    private final String path;
    private final List<Double> p99Micros = new ArrayList<>();
    private final List<Double> cpuMicros = new ArrayList<>();

    Target(Lab lab, Server server, String path) {
      this.lab = lab;
      this.server = server;
      this.path = path;
    }

    /// Until the compilers are at rest: on two cores they take from what they measure for more than
    /// ten seconds.
    void warm() {
      load(15_000, 100);
    }

    double perSecond() {
      long before = server.process().cpuNanos();
      var result = load(500, lab.options().runMillis());
      long used = server.process().cpuNanos() - before;
      cpuMicros.add(used / 1000.0 / result.number("total"));
      p99Micros.add(result.decimal("p99_micros"));
      return result.decimal("per_second");
    }

    private Arguments load(int warmMillis, int runMillis) {
      return lab.load(
          server,
          "workload=post",
          "bytes=256",
          "path=" + path,
          "connections=" + CONNECTIONS,
          "warm_millis=" + warmMillis,
          "run_millis=" + runMillis);
    }
  }
}
