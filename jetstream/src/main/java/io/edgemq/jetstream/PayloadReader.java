package io.edgemq.jetstream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Fetches whole messages of a stream by their sequences.
public final class PayloadReader {
  /// After how many bytes an answer ends.
  private static final int READ_BYTES = 4 << 20;

  private PayloadReader() {}

  /// The existing messages of `sequences`, which ascend. Sends one request for each run of
  /// consecutive sequences, or more when a run is too large for one answer.
  public static Map<Long, Entry> fetch(StreamClient stream, List<Long> sequences) {
    var found = new HashMap<Long, Entry>();
    for (var run : runs(sequences)) {
      fetchRun(stream, run, found);
    }
    return found;
  }

  private static List<List<Long>> runs(List<Long> sequences) {
    var runs = new ArrayList<List<Long>>();
    int from = 0;
    for (int i = 1; i <= sequences.size(); i++) {
      if (i == sequences.size() || sequences.get(i) != sequences.get(i - 1) + 1) {
        runs.add(sequences.subList(from, i));
        from = i;
      }
    }
    return runs;
  }

  private static void fetchRun(StreamClient stream, List<Long> run, Map<Long, Entry> found) {
    long end = run.getLast();
    long from = run.getFirst();
    while (from <= end) {
      var query = new StreamClient.Query(from, ">", (int) (end - from + 1), READ_BYTES);
      var entries = stream.read(query).entries().stream().filter(e -> e.sequence() <= end).toList();
      entries.forEach(entry -> found.put(entry.sequence(), entry));
      if (entries.isEmpty()) {
        break;
      }
      from = entries.getLast().sequence() + 1;
    }
    for (var sequence : run) {
      if (!found.containsKey(sequence)) { // the replica that answered may lag behind
        stream
            .fromLeader(sequence, ">")
            .filter(entry -> entry.sequence() == sequence)
            .ifPresent(entry -> found.put(sequence, entry));
      }
    }
  }
}
