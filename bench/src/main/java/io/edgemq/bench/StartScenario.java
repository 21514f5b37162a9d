package io.edgemq.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures the time from the start of the process to the first 200 of `/v1/ready`. The data
/// directory has a queue with messages.
record StartScenario() implements Scenario {
  private static final int MESSAGES = 10_000;
  private static final int STARTS = 5;
  private static final double AT_MOST_SECONDS = 1.5;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String question() {
    return "seconds from start to ready on an existing data directory";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var data = lab.newFolder("start");
    try (var first = start(lab, data)) {
      Queues.create(lab, first, "kept").fill(MESSAGES);
    }
    var seconds = new ArrayList<Double>();
    for (int i = 0; i < STARTS; i++) {
      long start = System.nanoTime();
      try (var server = start(lab, data)) {
        seconds.add((System.nanoTime() - start) / 1e9);
        if (!server.process().isAlive()) throw new IllegalStateException("ended at once");
      }
    }
    double median = Turns.median(seconds);
    return List.of(Finding.atMost("start to ready", median, "s", AT_MOST_SECONDS));
  }

  private static Server start(Lab lab, Path data) throws InterruptedException {
    return lab.edgemq(data.getFileName().toString());
  }
}
