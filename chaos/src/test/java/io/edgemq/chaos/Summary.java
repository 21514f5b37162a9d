package io.edgemq.chaos;

import io.edgemq.chaos.Stay.Again;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The table at the end of a run, in Markdown.
final class Summary {
  private Summary() {}

  /// The rows for the faults and for each ledger.
  static String of(Duration time, Map<String, Integer> faults, Load load) {
    var topic = load.topic().figures();
    return """
        | %d s of faults | %s |
        |---|---|
        | standard queue | %s |
        | its dead letters | %s |
        | FIFO queue, groups in order | %s |
        | topic, no holes | %d published, %d read over %d streams, lost %d, stored twice %d |
        """
        .formatted(
            time.toSeconds(),
            faults(faults),
            row(load.standard().figures()),
            dead(load),
            row(load.fifo().figures()),
            topic.published(),
            topic.read(),
            load.streams(),
            topic.lost(),
            topic.twice());
  }

  private static String faults(Map<String, Integer> faults) {
    return new TreeMap<>(faults)
        .entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String dead(Load load) {
    var dead = load.standard().burials();
    return "%d rejects, %d dead letters received (%d of them exhausted), %d redriven by %d jobs, %d of them received"
        .formatted(
            dead.rejected(),
            dead.seen(),
            dead.exhausted(),
            load.redriver().moved(),
            load.redriver().jobs(),
            dead.returned());
  }

  private static String row(QueueLedger.Figures queue) {
    var again = queue.again();
    return "%d sent, %d deliveries, %d acks, lost %d, stored twice %d; came again: %d given back, %d lapsed, %d otherwise"
        .formatted(
            queue.sent(),
            queue.deliveries(),
            queue.acknowledged(),
            queue.lost(),
            queue.twice(),
            again.getOrDefault(Again.GIVEN_BACK, 0),
            again.getOrDefault(Again.LAPSED, 0),
            again.getOrDefault(Again.UNEXPLAINED, 0));
  }
}
