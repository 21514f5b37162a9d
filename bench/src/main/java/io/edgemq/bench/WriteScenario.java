package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;
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
    var path = collection + "/bench/messages";
    warm(lab, echo, "/messages");
    warm(lab, writer, "/messages");
    warm(lab, subject, path);
    var p99 = new ArrayList<Double>();
    var medians =
        Turns.medians(
            lab.options().rounds(),
            List.of(
                () -> perSecond(lab, echo, "/messages"),
                () -> perSecond(lab, writer, "/messages"),
                recording(lab, subject, path, p99)));
    return List.of(
        Finding.ratio(name + " / echo", medians.get(2), medians.get(0), AT_LEAST),
        Finding.ratio(name + " / bare writer", medians.get(2), medians.get(1)),
        Finding.number(
            name + " p99",
            Turns.median(p99.stream().mapToDouble(Double::doubleValue).toArray()),
            "µs"));
  }

  private static DoubleSupplier recording(Lab lab, Server server, String path, List<Double> p99) {
    return () -> {
      var result = measure(lab, server, path, 500, lab.options().runMillis());
      p99.add(result.decimal("p99_micros"));
      return result.decimal("per_second");
    };
  }

  private static void warm(Lab lab, Server server, String path) {
    measure(lab, server, path, 2500, 100);
  }

  private static double perSecond(Lab lab, Server server, String path) {
    return measure(lab, server, path, 500, lab.options().runMillis()).decimal("per_second");
  }

  private static Arguments measure(
      Lab lab, Server server, String path, int warmMillis, int runMillis) {
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
