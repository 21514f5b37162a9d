package io.edgemq.nats;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicMessage;
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

  /// How long to wait at most before looking at the clock and the topic again.
  private static final long SLICE_NANOS = Duration.ofSeconds(1).toNanos();

  /// How long to wait for more of what is known to be there.
  private static final Duration SOON = Duration.ofMillis(100);

  /// How far behind the beginning it is worth to begin anew instead of reading on.
  private static final long FAR = 1024;

  private final Source source;
  private final TopicState topic;
  private long read;
  private int sureOf;
  private volatile Follower follower;
  private volatile boolean closed;

  /// What a reader needs of its process.
  record Source(Cluster cluster, Topics topics, InstantSource clock) {}

  NatsTopicReader(Source source, TopicState topic, long from) {
    this.source = source;
    this.topic = topic;
    this.read = from - 1;
    this.follower = follower(from);
    topic.join(this);
  }

  private Follower follower(long from) {
    return new Follower(
        source.cluster(), topic.stream().name(), Math.max(1, from), Follower.Depth.WHOLE);
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
        throw new StoreException.Unavailable("the cluster can not be reached", failed);
      }
      if (hasEnded() || topic.look().isEmpty()) {
        follower.close();
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
        follower.close();
        return new Ended();
      }
      var bounds = topic.boundsAt(source.clock().instant());
      skipTo(bounds.first());
      long waited = System.nanoTime() - begin;
      boolean owed = read < bounds.last();
      long left = (owed ? Math.max(wait.toNanos(), owedNanos()) : wait.toNanos()) - waited;
      var entry = follower.next(Duration.ofNanos(Math.clamp(left, 0, SLICE_NANOS)));
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

  /// How long to wait for what is known to be stored.
  private long owedNanos() {
    return source.cluster().timeout().toNanos();
  }

  private void skipTo(long first) {
    if (first - read > FAR) {
      follower.close();
      follower = follower(first);
      read = first - 1;
    } else {
      read = Math.max(read, first - 1);
    }
  }

  /// What is stored did not come: perhaps it was dropped meanwhile.
  private void lookFor(long left) {
    if (topic.look().isPresent() && left <= 0) {
      throw new StoreException.TimedOut(
          "the cluster did not send what it has in time",
          new TimeoutException(topic.stream().name()));
    }
  }

  /// What has come, beginning with `first`, and what was `known` to be there; nothing when all of
  /// it is no longer kept.
  private Optional<Tail> take(Entry first, int max, long known) throws InterruptedException {
    if (sureOf != follower.openings()) {
      if (topic.look().isEmpty()) {
        return Optional.empty();
      }
      sureOf = follower.openings();
    }
    var entries = collect(first, max, known);
    topic.saw(entries.getLast().sequence(), TopicFormat.time(entries.getLast()));
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
      next = entry.sequence() < known ? follower.next(SOON) : follower.poll();
    }
    return entries;
  }

  private Optional<Tail> kept(List<Entry> entries, LogBounds bounds) {
    var messages = new ArrayList<TopicMessage>(entries.size());
    for (var entry : entries) {
      if (entry.sequence() >= bounds.first()) {
        messages.add(TopicFormat.message(topic.ref(), entry));
      }
    }
    return messages.isEmpty() ? Optional.empty() : Optional.of(new Messages(messages, bounds));
  }

  /// Ends a wait, because the topic has ended.
  void wake() {
    follower.close();
  }

  @Override
  public void close() {
    closed = true;
    topic.leave(this);
    follower.close();
  }
}
