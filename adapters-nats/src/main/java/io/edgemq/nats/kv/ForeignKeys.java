package io.edgemq.nats.kv;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Keys in the streams of buckets that are none of ours: NATS clients may write them. They are
/// passed over: each stream is named in the log once, and each message is counted once, nearly.
final class ForeignKeys {
  private static final System.Logger LOG = System.getLogger(ForeignKeys.class.getName());

  /// The last one that was met in each stream.
  private final Map<String, Long> met = new ConcurrentHashMap<>();

  /// How many a list met in each stream, at most.
  private final Map<String, Long> listed = new ConcurrentHashMap<>();

  private final LongAdder count = new LongAdder();

  /// Called for each message that is passed over.
  void passedOver(String stream, long sequence) {
    var before = met.get(stream);
    if (before == null || before < sequence) {
      met.merge(stream, sequence, Math::max);
      count.increment();
      tell(stream, before == null && !listed.containsKey(stream));
    }
  }

  /// Called when a list met so many keys.
  void seen(String stream, long keys) {
    if (keys > 0) {
      var before = listed.get(stream);
      listed.merge(stream, keys, Math::max);
      count.add(Math.max(0, keys - (before == null ? 0 : before)));
      tell(stream, before == null && !met.containsKey(stream));
    }
  }

  private static void tell(String stream, boolean first) {
    if (first) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a key that is none of ours is passed over, and so are further ones; stream={0}",
          stream);
    }
  }

  /// How many were met.
  long count() {
    return count.sum();
  }
}
