package io.edgemq.bench;

import java.util.List;

/// What the log of attempts costs: two servers push to the same endpoint in turns, one of which
/// logs no attempts. The endpoint answers a KiB of text, which is as much as is ever kept.
record PushAttemptsScenario() implements Scenario {
  private static final double AT_LEAST = 0.95;
  private static final PushTarget.Load ONE = new PushTarget.Load(400, 1, "/words", 64);

  /// Each logs 200 attempts a second or nearly, so that nearly all of them are written.
  private static final PushTarget.Load MANY = new PushTarget.Load(8, 50, "/words", 16);

  @Override
  public String name() {
    return "push-attempts";
  }

  @Override
  public String question() {
    return "deliveries a second with the log of attempts, against none";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var sink = lab.pushSink();
    var logging = new PushTarget(lab.pushing("logging"), sink);
    var silent = new PushTarget(lab.pushingUnlogged("silent"), sink);
    var run = new Run(lab, logging, silent);
    return List.of(
        Finding.ratio("one subscription, logged / not", run.compare(ONE), AT_LEAST),
        Finding.ratio("50 subscriptions, logged / not", run.compare(MANY), AT_LEAST));
  }

  /// The two servers.
  private record Run(Lab lab, PushTarget logging, PushTarget silent) {
    /// Deliveries a second, after a turn of each that does not count.
    Comparison compare(PushTarget.Load load) {
      var unused = logging.deliveries(load) + silent.deliveries(load);
      return Comparison.of(
          lab.options().rounds(), () -> logging.deliveries(load), () -> silent.deliveries(load));
    }
  }
}
