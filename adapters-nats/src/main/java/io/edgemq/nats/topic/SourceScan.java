package io.edgemq.nats.topic;

import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.SourceId;
import java.util.Optional;

/// Looks in a topic for what one source has forwarded.
record SourceScan(JetStreamTopic topic, SourceId source) {
  /// How much is read at once. The server sends bodies even when they are not wanted.
  private static final int PAGE = 1000;

  private static final int PAGE_BYTES = 4 << 20;

  /// The largest sequence of the source in the topic's messages from `from` to `end`, as the leader
  /// has them; 0 when there is none. A round trip for each thousand messages, or for 4 MB.
  long last(long from, long end) {
    long found = 0;
    long next = from;
    while (next <= end) {
      var part = topic.stream().read(new StreamClient.Query(next, ">", PAGE, PAGE_BYTES));
      for (var entry : part.entries()) {
        next = Math.max(next, entry.sequence() + 1);
        found = Math.max(found, TopicFormat.sequenceIn(source, entry));
      }
      if (part.complete() && next <= end) {
        var missing = missing(next, end); // the replica that answered may be late
        next = missing.map(entry -> entry.sequence() + 1).orElse(end + 1);
        found =
            Math.max(found, missing.map(entry -> TopicFormat.sequenceIn(source, entry)).orElse(0L));
      }
    }
    return found;
  }

  private Optional<Entry> missing(long next, long end) {
    return topic.stream().fromLeader(next, ">").filter(entry -> entry.sequence() <= end);
  }
}
