package io.edgemq.nats.kv;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.StreamTail;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Reads the headers of what a bucket's stream holds. Takes as long as the server needs to send
/// those.
final class KvCount {
  /// The size of an omitted body; set by the server.
  private static final String BODY_SIZE = "Nats-Msg-Size";

  private KvCount() {}

  /// What a bucket holds.
  ///
  /// @param keys how many keys have a value
  /// @param bytes of the keys and values of all revisions that count
  record Holding(long keys, long bytes) {}

  /// The bytes of keys and values of all revisions that count, if their keys are ours.
  static long bytes(KvBucket bucket) {
    if (bucket.isTold()) {
      return shown(bucket, Instant.MAX).bytes();
    }
    var bytes = new AtomicLong();
    read(bucket, tail(bucket, 1), message -> size(bucket, message).ifPresent(bytes::addAndGet));
    return bytes.get();
  }

  /// Keys and bytes, with the values that are there at `now`. Reads once.
  static Holding holding(KvBucket bucket, Instant now) {
    if (bucket.isTold()) {
      return shown(bucket, now);
    }
    return bucket.config().history() == 1 ? single(bucket, now) : all(bucket, now);
  }

  /// Of a stream that has one revision of each key.
  private static Holding single(KvBucket bucket, Instant now) {
    var keys = new AtomicLong();
    var bytes = new AtomicLong();
    read(
        bucket,
        tail(bucket, 1),
        message -> {
          size(bucket, message).ifPresent(bytes::addAndGet);
          bucket
              .entry(message)
              .filter(found -> found.isThereAt(now))
              .ifPresent(_ -> keys.incrementAndGet());
        });
    return new Holding(keys.get(), bytes.get());
  }

  /// Of a stream whose revisions all count. The keys are in memory meanwhile.
  private static Holding all(KvBucket bucket, Instant now) {
    var there = new HashSet<String>();
    var bytes = new AtomicLong();
    read(
        bucket,
        tail(bucket, 1),
        message -> {
          size(bucket, message).ifPresent(bytes::addAndGet);
          bucket.entry(message).ifPresent(found -> note(found, now, there));
        });
    return new Holding(there.size(), bytes.get());
  }

  private static void note(StoredEntry newest, Instant now, Set<String> there) {
    var key = newest.entry().key().value();
    boolean unused = newest.isThereAt(now) ? there.add(key) : there.remove(key);
  }

  /// What counts of a key.
  private static final class Shown {
    private final ArrayDeque<Long> sizes = new ArrayDeque<>(2);
    private boolean isThere;

    void add(StoredEntry entry, long size, Instant now, int history) {
      if (entry.entry().change().removesHistory()) {
        sizes.clear();
      }
      sizes.addLast(size);
      if (sizes.size() > history) {
        sizes.removeFirst();
      }
      isThere = entry.isThereAt(now);
    }

    long bytes() {
      return sizes.stream().mapToLong(Long::longValue).sum();
    }
  }

  /// Of some revisions of each key; the stream has more of them.
  private static Holding shown(KvBucket bucket, Instant now) {
    int history = bucket.config().history();
    Map<KvKey, Shown> all = new HashMap<>();
    read(
        bucket,
        tail(bucket, 1),
        message ->
            bucket
                .entry(message)
                .ifPresent(
                    found ->
                        all.computeIfAbsent(found.entry().key(), _ -> new Shown())
                            .add(found, size(bucket, message).orElse(0L), now, history)));
    long keys = all.values().stream().filter(each -> each.isThere).count();
    return new Holding(keys, all.values().stream().mapToLong(Shown::bytes).sum());
  }

  /// Up to `most` entries of the key from revision `from` on, without their values.
  static List<StoredEntry> entries(KvBucket bucket, KvKey key, long from, int most) {
    var end = bucket.last(key).map(found -> found.entry().revision());
    var found = new ArrayList<StoredEntry>();
    if (end.isPresent() && end.get() >= from) {
      var tail = tail(bucket, from).of(bucket.keys().names().subject(key));
      Predicate<Entry> isLast =
          message -> {
            bucket.entry(message).ifPresent(found::add);
            return found.size() == most;
          };
      readUntil(bucket, tail, isLast, end.get());
    }
    return found;
  }

  private static StreamTail tail(KvBucket bucket, long from) {
    return new StreamTail(bucket.cluster(), bucket.stream().name(), from, StreamTail.Depth.HEADERS);
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

  private static long end(KvBucket bucket) {
    return bucket.stream()
        .lastForSure(bucket.keys().names().subjects())
        .map(Entry::sequence)
        .orElse(0L);
  }

  private static void read(KvBucket bucket, StreamTail tail, Consumer<Entry> each) {
    readUntil(
        bucket,
        tail,
        message -> {
          each.accept(message);
          return false;
        },
        end(bucket));
  }

  /// Reads up to the sequence `end`, or to the message that is the last one wanted.
  private static void readUntil(
      KvBucket bucket, StreamTail tail, Predicate<Entry> isLast, long end) {
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
        if (read <= end && isLast.test(message.get())) {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }
}
