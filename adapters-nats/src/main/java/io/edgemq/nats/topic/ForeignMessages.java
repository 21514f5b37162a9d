package io.edgemq.nats.topic;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Messages in the streams of topics that no adapter wrote. They are passed over: each stream is
/// named in the log once, and each message is counted once, nearly.
final class ForeignMessages {
  private static final System.Logger LOG = System.getLogger(ForeignMessages.class.getName());

  /// The last one that was met in each stream.
  private final Map<String, Long> met = new ConcurrentHashMap<>();

  private final LongAdder count = new LongAdder();

  /// Called for each one that is passed over.
  void passedOver(String stream, long sequence) {
    var before = met.get(stream);
    if (before != null && before >= sequence) {
      return;
    }
    met.merge(stream, sequence, Math::max);
    count.increment();
    if (before == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a message that no adapter wrote is passed over, and so are further ones;"
              + " stream={0} sequence={1}",
          stream,
          Long.toString(sequence));
    }
  }

  /// How many were met.
  long count() {
    return count.sum();
  }
}
