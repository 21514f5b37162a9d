package io.edgemq.bench;

import java.util.List;

/// One question that the benchmark answers.
interface Scenario {
  /// What the command line calls it.
  String name();

  /// What it measures, in a line.
  String question();

  /// Runs it in a lab of its own, which the caller closes. Throws `IllegalStateException` when a
  /// server or generator fails.
  List<Finding> run(Lab lab) throws InterruptedException;
}
