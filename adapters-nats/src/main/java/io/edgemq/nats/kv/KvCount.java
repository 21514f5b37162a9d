package io.edgemq.nats.kv;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.StreamTail;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Counts what a bucket's stream holds, by the headers of its messages. Takes as long as the server
/// needs to send those.
final class KvCount {
  /// The size of an omitted body; set by the server.
  private static final String BODY_SIZE = "Nats-Msg-Size";

  private KvCount() {}

  /// The bytes of keys and values of all messages whose keys are ours.
  static long bytes(KvBucket bucket) {
    var tail = tail(bucket);
    return sum(bucket, tail, message -> size(bucket, message));
  }

  /// How many keys have a value at `now`.
  static long keys(KvBucket bucket, Instant now) {
    var tail = tail(bucket).lastOfEach();
    return sum(
        bucket,
        tail,
        message -> bucket.entry(message).filter(found -> found.isThereAt(now)).map(_ -> 1L));
  }

  private static StreamTail tail(KvBucket bucket) {
    return new StreamTail(bucket.cluster(), bucket.stream().name(), 1, StreamTail.Depth.HEADERS);
  }

  private interface Figure {
    Optional<Long> of(Entry message);
  }

  private static Optional<Long> size(KvBucket bucket, Entry message) {
    return bucket
        .keys()
        .names()
        .key(message.subject())
        .map(
            key ->
                key.sizeInBytes()
                    + (message.headers().first(BODY_SIZE) == null
                        ? 0
                        : Entry.number(message.headers(), BODY_SIZE)));
  }

  private static long sum(KvBucket bucket, StreamTail tail, Figure figure) {
    long end =
        bucket.stream()
            .lastForSure(bucket.keys().names().subjects())
            .map(Entry::sequence)
            .orElse(0L);
    long sum = 0;
    long read = 0;
    try (tail) {
      while (read < end) {
        var message = tail.next(bucket.stream().timeout());
        if (message.isEmpty()) {
          throw new StoreException.TimedOut(
              "the cluster did not send its messages in time",
              new TimeoutException(bucket.stream().name()));
        }
        read = message.get().sequence();
        if (read <= end) {
          sum += figure.of(message.get()).orElse(0L);
        }
      }
      return sum;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }
}
