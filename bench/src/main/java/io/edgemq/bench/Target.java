package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;

/// One side of a comparison: a server that is loaded in turns, and its measurements besides the
/// rate.
final class Target {
  /// Time until the JIT compilers are idle. On two cores they disturb the measurement for more than
  /// ten seconds.
  private static final int WARM_MILLIS = 15_000;

  private final Lab lab;
  private final Server server;
  private final Load load;
  private final List<Child> behind;
  private final List<Double> p99Micros = new ArrayList<>();
  private final List<Double> cpuMicros = new ArrayList<>();
  private final List<Double> cpuMicrosBehind = new ArrayList<>();

  /// `behind` are processes that work for the server.
  Target(Lab lab, Server server, Load load, Child... behind) {
    this.lab = lab;
    this.server = server;
    this.load = load;
    this.behind = List.of(behind);
  }

  void warm() {
    lab.repeat(server, load, WARM_MILLIS);
  }

  /// Runs one turn. Returns requests a second.
  double perSecond() {
    long before = server.process().cpuNanos();
    long beforeBehind = cpuNanosBehind();
    var result = lab.repeat(server, load, lab.options().runMillis());
    double requests = result.number("total");
    cpuMicros.add((server.process().cpuNanos() - before) / 1000.0 / requests);
    cpuMicrosBehind.add((cpuNanosBehind() - beforeBehind) / 1000.0 / requests);
    p99Micros.add(result.decimal("p99_micros"));
    return result.decimal("per_second");
  }

  private long cpuNanosBehind() {
    return behind.stream().mapToLong(Child::cpuNanos).sum();
  }

  /// The median of its turns.
  double p99Micros() {
    return Turns.median(p99Micros);
  }

  /// The processor time of its process per request: the median of its turns.
  double cpuMicros() {
    return Turns.median(cpuMicros);
  }

  /// The same of the processes behind it.
  double cpuMicrosBehind() {
    return Turns.median(cpuMicrosBehind);
  }
}
