package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/// A calm tenant publishes 50 messages a second while another publishes all it can, from one
/// processor. Compares how long the calm one waits with the tenants' shares of the process and
/// without them, and beside that alone.
record SharesScenario() implements Scenario {
  /// The 99th percentile with shares may be at most this part of the one without.
  private static final double AT_MOST = 1.0 / 3;

  /// A turn is at least as long, so that five make a minute.
  private static final int TURN_MILLIS = 12_000;

  private static final int WARM_MILLIS = 15_000;
  private static final double PERCENTILE = 99;
  private static final double MICROS_A_MILLI = 1000;

  @Override
  public String name() {
    return "shares";
  }

  @Override
  public String question() {
    return "p99 of 50 publishes a second beside a busy tenant's 1 000 connections, with and without"
        + " shares";
  }

  /// A server and its two tenants.
  ///
  /// @param calm asks as the calm one
  /// @param load by the busy one
  private record Side(
      Lab lab, Server server, Server calm, Post load, Histogram all, List<Double> rates) {
    static Side of(Lab lab, String name, int places) throws InterruptedException {
      var server = lab.sharing(name, places);
      var calm = server.ofNewTenant(lab.adminToken(name), "calm");
      for (var each : List.of(server, calm)) {
        each.post("/v1/topics", "{\"name\":\"bench\",\"max_messages\":100000}");
      }
      var load = new Post("/v1/topics/bench/messages", server.token());
      return new Side(lab, server, calm, load, SteadyPosts.histogram(), new ArrayList<>());
    }

    int turn() {
      return Math.max(TURN_MILLIS, lab.options().runMillis());
    }

    /// The calm one's 99th percentile in milliseconds, while the other is busy.
    double besideLoad() {
      var busy = CompletableFuture.supplyAsync(() -> lab.busy(server, load, turn() + 1000));
      var latencies = new SteadyPosts(calm, load.path()).run(turn());
      rates.add(busy.join().decimal("per_second"));
      all.add(latencies);
      return percentile(latencies);
    }

    double alone() {
      return percentile(new SteadyPosts(calm, load.path()).run(turn()));
    }

    void warm() {
      var unused = lab.busy(server, load, WARM_MILLIS);
    }

    static double percentile(Histogram latencies) {
      return latencies.getValueAtPercentile(PERCENTILE) / MICROS_A_MILLI;
    }
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var shared = Side.of(lab, "shared", 128);
    var undivided = Side.of(lab, "undivided", 0);
    shared.warm();
    undivided.warm();
    double alone = shared.alone();
    var compared = Comparison.of(lab.options().rounds(), shared::besideLoad, undivided::besideLoad);
    return List.of(
        Finding.slowdown("p99 with shares / without", compared, AT_MOST),
        milliseconds("p99 alone", alone),
        milliseconds("p99 with shares, whole run", Side.percentile(shared.all())),
        milliseconds("p99 without, whole run", Side.percentile(undivided.all())),
        Finding.number("busy one with shares", Turns.median(shared.rates()), "msg/s"),
        Finding.number("busy one without", Turns.median(undivided.rates()), "msg/s"));
  }

  private static Finding milliseconds(String what, double value) {
    return new Finding(
        what, String.format(Locale.ROOT, "%.2f ms", value), "", new Finding.Bound.None());
  }
}
