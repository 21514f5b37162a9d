package io.edgemq.nats.topic;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicMessage;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamTail;
import io.edgemq.ports.out.TopicReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Follows the stream of a topic.
final class NatsTopicReader implements TopicReader {
  private static final long PAGE_BYTES = 4L << 20;

  /// The longest wait before checking the clock and the topic again.
  private static final long SLICE_NANOS = Duration.ofSeconds(1).toNanos();

  /// The wait for further messages that are known to be stored.
  private static final Duration SOON = Duration.ofMillis(100);

  /// The distance to the first retained message from which restarting is cheaper than reading on.
  private static final long FAR = 1024;

  private final Source source;
  private final JetStreamTopic topic;
  private long read;
  private int sureOf;
  private volatile StreamTail tail;
  private volatile boolean closed;

  /// What a reader needs from its process.
  record Source(Cluster cluster, TopicRegistry topics, InstantSource clock) {}

  NatsTopicReader(Source source, JetStreamTopic topic, long from) {
    this.source = source;
    this.topic = topic;
    this.read = from - 1;
    this.tail = tail(from);
    topic.join(this);
  }

  private StreamTail tail(long from) {
    return new StreamTail(
        source.cluster(), topic.stream().name(), Math.max(1, from), StreamTail.Depth.WHOLE);
  }

  @Override
  public Tail next(int max, Duration wait) throws InterruptedException {
    try {
      return messages(max, wait);
    } catch (StoreException failed) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!closed && !source.cluster().isConnected()) {
        throw new StoreException.Unavailable("the cluster cannot be reached", failed);
      }
      if (hasEnded() || topic.look().isEmpty()) {
        tail.close();
        return new Ended();
      }
      throw failed;
    }
  }

  private Tail messages(int max, Duration wait) throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (closed || !source.topics().isThere(topic)) {
        tail.close();
        return new Ended();
      }
      var bounds = topic.boundsAt(source.clock().instant());
      skipTo(bounds.first());
      long waited = System.nanoTime() - begin;
      boolean owed = read < bounds.last();
      long left = (owed ? Math.max(wait.toNanos(), owedNanos()) : wait.toNanos()) - waited;
      var entry = tail.next(Duration.ofNanos(Math.clamp(left, 0, SLICE_NANOS)));
      if (entry.isPresent()) {
        var found = take(entry.get(), max, bounds.last());
        if (found.isPresent()) {
          return found.get();
        }
      } else if (owed) {
        lookFor(left);
      } else if (left <= 0 && !hasEnded()) {
        return new Messages(List.of(), bounds);
      }
    }
  }

  private boolean hasEnded() {
    return closed || topic.isRemoved();
  }

  /// The wait for messages that are known to be stored.
  private long owedNanos() {
    return source.cluster().timeout().toNanos();
  }

  private void skipTo(long first) {
    if (first - read > FAR) {
      tail.close();
      tail = tail(first);
      read = first - 1;
    } else {
      read = Math.max(read, first - 1);
    }
  }

  /// Handles messages that are stored but did not arrive: perhaps they were removed in the
  /// meantime.
  private void lookFor(long left) {
    if (topic.look().isPresent() && left <= 0) {
      throw new StoreException.TimedOut(
          "the cluster did not send its messages in time",
          new TimeoutException(topic.stream().name()));
    }
  }

  /// The messages that have arrived, beginning with `first`, of those that are `known`; empty when
  /// none of them is retained any more.
  private Optional<Tail> take(Entry first, int max, long known) throws InterruptedException {
    if (sureOf != tail.openings()) {
      if (topic.look().isEmpty()) {
        return Optional.empty();
      }
      sureOf = tail.openings();
    }
    var entries = collect(first, max, known);
    topic.saw(entries.getLast());
    if (first.sequence() > read + 1) {
      topic.bounds().begins(first.sequence());
    }
    read = Math.max(read, entries.getLast().sequence());
    return kept(entries, topic.boundsAt(source.clock().instant()));
  }

  private List<Entry> collect(Entry first, int max, long known) throws InterruptedException {
    var entries = new ArrayList<Entry>();
    long bytes = 0;
    var next = Optional.of(first);
    while (next.isPresent()) {
      var entry = next.get();
      entries.add(entry);
      bytes += entry.body().length;
      if (entries.size() >= max || bytes >= PAGE_BYTES) {
        return entries;
      }
      next = entry.sequence() < known ? tail.next(SOON) : tail.poll();
    }
    return entries;
  }

  private Optional<Tail> kept(List<Entry> entries, LogBounds bounds) {
    var messages = new ArrayList<TopicMessage>(entries.size());
    for (var entry : entries) {
      if (entry.sequence() >= bounds.first()) {
        topic.message(entry).ifPresent(messages::add);
      }
    }
    return messages.isEmpty() ? Optional.empty() : Optional.of(new Messages(messages, bounds));
  }

  /// Ends a wait because the topic was removed.
  void wake() {
    tail.close();
  }

  @Override
  public void close() {
    closed = true;
    topic.leave(this);
    tail.close();
  }
}
