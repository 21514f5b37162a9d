package io.edgemq.nats.kv;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamTail;
import io.edgemq.ports.out.BucketReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Follows the stream of a bucket.
final class NatsBucketReader implements BucketReader {
  private static final long PAGE_BYTES = 4L << 20;

  /// The longest wait before checking the bucket again.
  private static final long SLICE = Duration.ofSeconds(1).toNanos();

  /// How long messages that are known to be stored are waited for before looking whether they still
  /// are.
  private static final long SOON = Duration.ofMillis(100).toNanos();

  private final Source source;
  private final KvBucket bucket;
  private volatile StreamTail tail;

  /// Every entry up to this revision was looked at.
  private long read;

  /// The last revision that is known to have been given.
  private long known;

  /// What was there when the reader began may have been replaced since.
  private long replaceable;

  private int sureOf;
  private volatile boolean closed;

  /// What a reader needs from its process.
  record Source(KvRegistry buckets, KvReads reads, KvUpkeep upkeep, InstantSource clock) {}

  NatsBucketReader(Source source, KvBucket bucket, long after) {
    this.source = source;
    this.bucket = bucket;
    this.read = Math.max(0, after);
    this.tail = tail(read + 1);
    bucket.join(this);
  }

  private StreamTail tail(long from) {
    return new StreamTail(bucket.cluster(), bucket.stream().name(), from, StreamTail.Depth.WHOLE);
  }

  @Override
  public News next(int max, Duration wait) throws InterruptedException {
    var found = new Page(max);
    try {
      return entries(found, wait);
    } catch (StoreException failed) {
      tail.close();
      tail = tail(read + 1);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!found.shown.isEmpty()) {
        return new Entries(found.shown, read);
      }
      if (!closed && !bucket.cluster().isConnected()) {
        throw new StoreException.Unavailable("the cluster cannot be reached", failed);
      }
      if (hasEnded() || bucket.look().isEmpty()) {
        tail.close();
        return new Ended();
      }
      throw failed;
    }
  }

  private News entries(Page found, Duration wait) throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (closed || !source.buckets().isThere(bucket) || !isSure()) {
        tail.close();
        return new Ended();
      }
      known = Math.max(known, bucket.knownLast());
      boolean owed = read < known;
      if (found.isFull() || (found.hasNews() && !owed)) {
        return new Entries(found.shown, read);
      }
      long patience = owed ? bucket.cluster().timeout().toNanos() : 0;
      long left = Math.max(wait.toNanos(), patience) - (System.nanoTime() - begin);
      var message = tail.next(Duration.ofNanos(Math.clamp(left, 0, owed ? SOON : SLICE)));
      if (message.isPresent()) {
        take(message.get(), found);
        found.seen |= owed && read >= known;
      } else if (owed && isNothingLeft()) {
        read = known;
        found.seen = true;
      } else if (left <= 0) {
        return late(found, owed);
      }
    }
  }

  /// What a call has found.
  private static final class Page {
    private final List<KvEntry> shown = new ArrayList<>();
    private final int max;
    private long bytes;

    /// Whether anything was looked at that the caller did not know of.
    private boolean seen;

    Page(int max) {
      this.max = max;
    }

    boolean isFull() {
      return shown.size() >= max || bytes >= PAGE_BYTES;
    }

    boolean hasNews() {
      return seen || !shown.isEmpty();
    }
  }

  private News late(Page found, boolean owed) {
    if (owed && found.shown.isEmpty()) {
      throw new StoreException.TimedOut(
          "the cluster did not send its messages in time",
          new TimeoutException(bucket.stream().name()));
    }
    return new Entries(found.shown, read);
  }

  /// Whether the stream is still the bucket's, each time that reading begins again.
  private boolean isSure() {
    if (sureOf == tail.openings() && sureOf > 0) {
      return true;
    }
    var status = bucket.look();
    status.ifPresent(
        now -> {
          known = Math.max(known, now.last());
          replaceable = known;
        });
    sureOf = tail.openings();
    return status.isPresent();
  }

  /// Whether no message follows up to the last revision that is known: those were removed.
  private boolean isNothingLeft() {
    return bucket.stream().fromLeader(read + 1, bucket.keys().names().subjects()).isEmpty();
  }

  private boolean hasEnded() {
    return closed || bucket.isRemoved();
  }

  /// Takes what has arrived, beginning with `first`.
  private void take(Entry first, Page found) throws InterruptedException {
    var now = source.clock().instant();
    var next = Optional.of(first);
    while (next.isPresent()) {
      var message = next.get();
      found.bytes += message.body().length;
      bucket
          .entry(message)
          .filter(entry -> isShown(entry, now))
          .ifPresent(entry -> found.shown.add(entry.entry()));
      read = Math.max(read, message.sequence());
      next = found.isFull() ? Optional.empty() : tail.poll();
    }
  }

  private boolean isShown(StoredEntry stored, Instant now) {
    var entry = stored.entry();
    if (stored.isOverAt(now)) {
      source.upkeep().look(bucket, entry.key());
      return false;
    }
    if (stored.end() != null && stored.written() == null) {
      source.upkeep().look(bucket, entry.key()); // a NATS client wrote it, and set no timer
    }
    return !bucket.isTold()
        || entry.revision() > replaceable
        || source.reads().kept(bucket, entry.key(), entry.revision()).isPresent();
  }

  /// Ends a wait because the bucket was removed.
  void wake() {
    tail.close();
  }

  @Override
  public void close() {
    closed = true;
    bucket.leave(this);
    tail.close();
  }
}
