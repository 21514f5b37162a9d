package io.edgemq.nats.kv;

import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.kv.KvFormat;
import io.edgemq.jetstream.kv.KvWrite;
import java.time.Instant;
import java.util.Optional;

/// Marks values whose time is over.
final class KvEnds {
  private KvEnds() {}

  /// Writes the marker behind the value `over`; its revision. Empty when the value is no longer the
  /// key's newest entry: then nothing was written.
  ///
  /// @throws io.edgemq.domain.StoreException when the servers do not answer
  static Optional<Long> mark(KvBucket bucket, KvEntry over, Instant now) {
    var marker = new KvWrite(over.key(), new KvChange.Expired(), now, null, 0);
    var message = KvFormat.outgoing(bucket.keys().names(), marker, bucket.earlier());
    var stream = bucket.stream();
    var condition = Condition.lastOfSubject(over.revision());
    if (stream.reserve().freeing(() -> stream.publish(message, condition))
        instanceof Published.Kept(long revision)) {
      bucket.reaches(revision);
      return Optional.of(revision);
    }
    return Optional.empty();
  }
}
