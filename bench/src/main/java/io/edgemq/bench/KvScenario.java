package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Puts and gets values of 256 bytes, keys by chance out of ten thousand, on SQLite and on
/// JetStream. The baselines: the bare writer of every durable request, a bare read of one row, and
/// a bare handler that does `put` and `get` with jnats. And the time from a write to its event on a
/// stream of server-sent events, against a bare server that stores nothing, and against one that
/// commits before.
record KvScenario() implements Scenario {
  private static final double AT_LEAST = 0.8;
  private static final String PATH = "/v1/kv/bench/";
  private static final String BUCKET = "{\"name\":\"bench\",\"replicas\":1}";

  @Override
  public String name() {
    return "kv";
  }

  @Override
  public String question() {
    return "put and get keys, 256 bytes, 64 connections; from a write to its event";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var findings = new ArrayList<Finding>();
    findings.addAll(onSqlite(lab));
    findings.addAll(onNats(lab));
    return findings;
  }

  private static List<Finding> onSqlite(Lab lab) throws InterruptedException {
    var findings = new ArrayList<Finding>();
    try (var edgemq = lab.edgemq("data");
        var writer = lab.writerFloor(FloorAnswer.PUBLISHED);
        var reader = lab.readerFloor()) {
      edgemq.post("/v1/buckets", BUCKET);
      new Keys("PUT", PATH, edgemq.token()).each(edgemq);
      findings.addAll(compare(lab, new Sides("put", "bare writer", edgemq, writer)));
      findings.addAll(compare(lab, new Sides("get", "bare read", edgemq, reader)));
    }
    try (var edgemq = lab.edgemq("watched");
        var floor = lab.watchFloor()) {
      edgemq.post("/v1/buckets", BUCKET);
      findings.add(latency(lab, edgemq, new Bare(floor, WatchFloor.BARE, "bare stream")));
      findings.add(latency(lab, edgemq, new Bare(floor, WatchFloor.STORED, "bare commit, stream")));
    }
    return findings;
  }

  private static List<Finding> onNats(Lab lab) throws InterruptedException {
    var nats = lab.nats();
    var findings = new ArrayList<Finding>();
    try (var edgemq = lab.edgemq(nats);
        var floor = lab.natsKvFloor(nats)) {
      edgemq.post("/v1/buckets", BUCKET);
      var token = edgemq.token();
      new Keys("PUT", PATH, token).each(edgemq);
      new Keys("PUT", PATH, token).each(floor);
      var behind = nats.process();
      findings.addAll(compare(lab, new Sides("put", "KeyValue.put", edgemq, floor, behind)));
      findings.addAll(compare(lab, new Sides("get", "KeyValue.get", edgemq, floor, behind)));
    }
    return findings;
  }

  /// EdgeMQ, its baseline, and what works for both of them.
  private record Sides(String what, String against, Server edgemq, Server floor, Child... behind) {
    Target target(Lab lab, Server server) {
      var method = what.toUpperCase(Locale.ROOT);
      return new Target(lab, server, new Keys(method, PATH, edgemq.token()), behind);
    }

    boolean isOnNats() {
      return behind.length > 0;
    }
  }

  private static List<Finding> compare(Lab lab, Sides sides) {
    var subject = sides.target(lab, sides.edgemq());
    var floor = sides.target(lab, sides.floor());
    subject.warm();
    floor.warm();
    var compared = Comparison.of(lab.options().rounds(), subject::perSecond, floor::perSecond);
    var what = (sides.isOnNats() ? "nats " : "") + sides.what();
    var findings = new ArrayList<Finding>();
    findings.add(Finding.ratio(what + " / " + sides.against(), compared, AT_LEAST));
    findings.add(Finding.number(what + " p99", subject.p99Micros(), "µs"));
    findings.add(cost(what + " CPU", subject.cpuMicros(), floor.cpuMicros()));
    if (sides.isOnNats()) {
      findings.add(
          cost(what + " CPU of nats-server", subject.cpuMicrosBehind(), floor.cpuMicrosBehind()));
    }
    return findings;
  }

  private static Finding cost(String what, double micros, double floor) {
    return Finding.cost(what, micros, String.format(Locale.ROOT, "bare %.2f µs", floor));
  }

  /// A floor of watching, and where its keys are.
  private record Bare(Server server, String path, String name) {}

  private static Finding latency(Lab lab, Server edgemq, Bare bare) throws InterruptedException {
    var token = edgemq.token();
    try (var subject = WatchLatency.open(edgemq, new Keys("PUT", PATH, token), PATH + "watch");
        var floor =
            WatchLatency.open(
                bare.server(), new Keys("PUT", bare.path(), token), WatchFloor.STREAM)) {
      subject.warm();
      floor.warm();
      var compared = Comparison.of(lab.options().rounds(), subject::micros, floor::micros);
      return Finding.times("write to event, p50 / " + bare.name(), compared);
    }
  }
}
