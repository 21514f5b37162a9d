package io.edgemq.bench;

import java.util.List;
import java.util.Locale;

/// Publishes to a topic, or sends to a queue, on SQLite: one message of 256 bytes per request. The
/// baseline is a bare handler that commits the body to SQLite and answers in the same form.
record WriteScenario(String name, String question, String collection, FloorAnswer answer)
    implements Scenario {
  private static final double AT_LEAST = 0.85;

  static WriteScenario publish() {
    return new WriteScenario(
        "publish",
        "publish to a topic, 256 bytes, 64 connections",
        "/v1/topics",
        FloorAnswer.PUBLISHED);
  }

  static WriteScenario send() {
    return new WriteScenario(
        "send", "send to a queue, 256 bytes, 64 connections", "/v1/queues", FloorAnswer.SENT);
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var edgemq = lab.edgemq("data");
    edgemq.post(collection, "{\"name\":\"bench\"}");
    var token = edgemq.token();
    var subject = new Target(lab, edgemq, new Post(collection + "/bench/messages", token));
    var floor = new Target(lab, lab.writerFloor(answer), new Post("/messages", token));
    subject.warm();
    floor.warm();
    var compared = Comparison.of(lab.options().rounds(), subject::perSecond, floor::perSecond);
    return List.of(
        Finding.ratio(name + " / bare writer", compared, AT_LEAST),
        Finding.number(name + " p99", subject.p99Micros(), "µs"),
        Finding.cost(
            name + " CPU a request",
            subject.cpuMicros(),
            String.format(Locale.ROOT, "bare writer %.2f µs", floor.cpuMicros())));
  }
}
