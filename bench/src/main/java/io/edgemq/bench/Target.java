package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;

/// A server that is measured in turns, with one message of 256 bytes per request, and its
/// measurements besides the rate.
final class Target {
  private static final int CONNECTIONS = 64;

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

  /// Time until the JIT compilers are idle. On two cores they disturb the measurement for more than
  /// ten seconds.
  void warm() {
    load(15_000, 100);
  }

  /// Runs one turn. Returns requests a second.
  double perSecond() {
    long before = server.process().cpuNanos();
    var result = load(500, lab.options().runMillis());
    long used = server.process().cpuNanos() - before;
    cpuMicros.add(used / 1000.0 / result.number("total"));
    p99Micros.add(result.decimal("p99_micros"));
    return result.decimal("per_second");
  }

  /// The median of its turns.
  double p99Micros() {
    return Turns.median(p99Micros);
  }

  /// The processor time of its process per request: the median of its turns.
  double cpuMicros() {
    return Turns.median(cpuMicros);
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
