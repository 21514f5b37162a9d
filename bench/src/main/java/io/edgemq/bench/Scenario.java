package io.edgemq.bench;

import java.util.List;

/// One measurement of the benchmark.
interface Scenario {
  /// Its name on the command line.
  String name();

  /// A line that says what it measures.
  String question();

  /// Runs it in a new lab, which the caller closes. Throws `IllegalStateException` when a server or
  /// generator fails.
  List<Finding> run(Lab lab) throws InterruptedException;
}
