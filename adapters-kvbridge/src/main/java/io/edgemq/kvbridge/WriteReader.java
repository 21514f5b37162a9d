package io.edgemq.kvbridge;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamStatus;
import io.edgemq.jetstream.StreamTail;
import io.edgemq.jetstream.kv.KvFormat;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.ports.out.BucketFeed.Ended;
import io.edgemq.ports.out.BucketFeed.Lost;
import io.edgemq.ports.out.BucketFeed.News;
import io.edgemq.ports.out.BucketFeed.Writes;
import java.time.Duration;
import java.util.Optional;

/// Reads the messages of a stream as writes: what is missing between two messages, or has a key
/// that
/// is none of ours, is lost. For one thread at a time, except that any may close it.
final class WriteReader implements AutoCloseable {
  private static final long PAGE_BYTES = 4L << 20;

  private final Cluster cluster;
  private final KvNames names;
  private final FollowedStream followed;
  private final StreamClient stream;
  private final StreamTail tail;
  private long read;
  private int sureOf;

  /// Has arrived, and was not told yet.
  private Optional<Entry> held = Optional.empty();

  private volatile boolean sealed;
  private volatile boolean closed;

  WriteReader(Cluster cluster, KvNames names, FollowedStream followed, long after) {
    this.cluster = cluster;
    this.names = names;
    this.followed = followed;
    this.stream = new StreamClient(cluster, followed.name());
    this.tail =
        new StreamTail(cluster, followed.name(), Math.max(1, after + 1), StreamTail.Depth.WHOLE);
    this.read = after;
  }

  /// Whether the stream takes nothing any more, and nobody can remove a message of it.
  boolean isSealed() {
    return sealed;
  }

  /// As [io.edgemq.ports.out.BucketFeed#next].
  News next(int max, Duration wait) throws InterruptedException {
    if (closed) {
      return new Ended();
    }
    try {
      if (held.isEmpty()) {
        held = tail.next(wait);
      }
      return held.isPresent() ? writes(held.get(), max) : silence();
    } catch (StoreException failed) {
      if (closed || (cluster.isConnected() && status().isEmpty())) {
        return new Ended();
      }
      throw failed;
    }
  }

  /// `first` is held until it is known whose it is: a look at the stream that fails must not cost a
  /// write.
  private News writes(Entry first, int max) throws InterruptedException {
    int openings = tail.openings();
    if (sureOf != openings) {
      if (status().isEmpty()) {
        return new Ended(); // another stream has the name now
      }
      sureOf = openings;
    }
    held = Optional.empty();
    return new Writes(page(first, max));
  }

  private Optional<StreamStatus> status() {
    return stream.info().filter(followed.isIt());
  }

  private java.util.List<io.edgemq.ports.out.BucketFeed.Write> page(Entry first, int max)
      throws InterruptedException {
    var page = new WritePage();
    long bytes = 0;
    var next = Optional.of(first);
    while (next.isPresent()) {
      var entry = followed.original().apply(next.get());
      if (entry.sequence() > read + 1) {
        page.lost(read + 1, entry.sequence() - 1);
      }
      KvFormat.entry(names, entry)
          .ifPresentOrElse(page::add, () -> page.lost(entry.sequence(), entry.sequence()));
      read = entry.sequence();
      bytes += entry.body().length;
      next = page.size() < max && bytes < PAGE_BYTES ? tail.poll() : Optional.empty();
    }
    return page.writes();
  }

  /// Nothing came: perhaps nothing will.
  private News silence() {
    var found = status();
    if (closed || found.isEmpty()) {
      return new Ended();
    }
    sealed = found.get().sealed();
    long last = found.get().last();
    if (read < last && stream.fromLeader(read + 1, ">").isEmpty()) {
      var lost = new Lost(read + 1, last);
      read = last;
      return new Writes(java.util.List.of(lost));
    }
    return sealed && read >= last ? new Ended() : new Writes(java.util.List.of());
  }

  @Override
  public void close() {
    closed = true;
    tail.close();
  }
}
