package io.edgemq.nats.topic;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.SingleFlight;
import io.edgemq.jetstream.StreamClient;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/// The retained sequences of a topic, as far as this process knows. They follow from the known ends
/// of the stream, the topic's limits and the adapter's clock. The beginning never goes back. For
/// any number of threads; one at a time asks the cluster.
public final class RetainedRange implements AutoCloseable {
  private final StreamClient stream;
  private final TopicSizes sizes;
  private final StampLimit limit;

  /// Locked before the other lock: a thread that counts bytes may search for old messages, but not
  /// the other way round.
  private final SingleFlight counting = new SingleFlight();

  private final SingleFlight looking = new SingleFlight();
  private final AtomicLong first = new AtomicLong(1);
  private final AtomicLong last = new AtomicLong();

  /// No message from `first` on is older than this.
  private long oldest = Long.MIN_VALUE;

  /// The sequence from which on the bytes are known to be within the limit.
  private Counted counted = new Counted(1, 0, 0);

  private record Counted(long first, long last, long most) {}

  public RetainedRange(Cluster cluster, TopicRef topic, StreamClient stream, StampLimit limit) {
    this.stream = stream;
    this.limit = limit;
    this.sizes = new TopicSizes(cluster, topic, stream);
  }

  /// Records that a message exists, or existed, at `sequence`.
  public void reaches(long sequence) {
    last.accumulateAndGet(sequence, Math::max);
  }

  /// Records that nothing is left before `sequence`.
  void begins(long sequence) {
    reaches(first.accumulateAndGet(sequence, Math::max) - 1);
  }

  /// The range that is retained at `now`. Asks the cluster only when something may have expired, or
  /// when bytes are limited and messages arrived. Waits for other callers that are asking, for as
  /// long as a call may take.
  public LogBounds at(Instant now, TopicConfig config) {
    long end = last.get();
    dropOld(now, config, end);
    var maxBytes = config.maxBytes();
    if (maxBytes != null && first.get() <= end) {
      counting.runNow(stream.timeout(), () -> dropAbove(maxBytes, end));
    }
    return upTo(end);
  }

  /// The same without counting bytes: what only their limit drops is there until [#at] is asked.
  LogBounds knownAt(Instant now, TopicConfig config) {
    long end = last.get();
    dropOld(now, config, end);
    return upTo(end);
  }

  private void dropOld(Instant now, TopicConfig config, long end) {
    var maxMessages = config.maxMessages();
    if (maxMessages != null && maxMessages <= end) {
      begins(end - maxMessages + 1);
    }
    looking.runNow(stream.timeout(), () -> dropUntil(config.horizon(now).toEpochMilli(), end));
  }

  private LogBounds upTo(long end) {
    long beginning = first.get();
    return new LogBounds(beginning, Math.max(end, beginning - 1));
  }

  /// The range that is retained at `now`, and its size. Reads the headers of messages that were not
  /// counted yet.
  LogState stateAt(Instant now, TopicConfig config) {
    return counting.runNow(stream.timeout(), () -> count(now, config));
  }

  private LogState count(Instant now, TopicConfig config) {
    var bounds = at(now, config);
    long bytes = sizes.sum(bounds.first(), bounds.last());
    if (config.maxBytes() == null) {
      sizes.close();
    }
    return new LogState(bounds, bounds.last() + 1 - bounds.first(), bytes);
  }

  private boolean dropAbove(long maxBytes, long end) {
    long from = first.get();
    var now = new Counted(from, end, maxBytes);
    boolean news = !now.equals(counted);
    if (news) {
      begins(sizes.floor(from, end, maxBytes));
      counted = new Counted(first.get(), end, maxBytes);
    }
    return news;
  }

  /// Moves the beginning past messages that were stored at `horizon` or before; returns whether it
  /// had to ask.
  private boolean dropUntil(long horizon, long end) {
    if (first.get() > end || oldest > horizon) {
      return false;
    }
    long high = gallop(horizon, end);
    begins(since(horizon + 1, first.get(), high));
    long from = first.get();
    oldest = from > end ? Long.MIN_VALUE : timeFrom(from);
    return true;
  }

  /// Usually few messages expire, so this looks near the beginning before halving the range.
  /// Returns a sequence whose message was stored after `horizon`, or the next one. Moves the
  /// beginning when it finds older messages.
  private long gallop(long horizon, long end) {
    long from = first.get();
    for (long step = 1; from + step <= end; step *= 2) {
      if (timeFrom(from + step) > horizon) {
        return from + step;
      }
      from += step;
      begins(from);
    }
    return end + 1;
  }

  /// The first sequence from `low` on, at most `high`, whose message was stored at `time` or later.
  /// Finds it by halving, with one question to the cluster each time.
  long since(long time, long low, long high) {
    long from = low;
    long to = high;
    while (from < to) {
      long middle = (from + to) >>> 1;
      if (timeFrom(middle) < time) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /// The time at which the first message from `sequence` on was stored; long ago when all of them
  /// are gone.
  private long timeFrom(long sequence) {
    return stream
        .get(sequence)
        .or(() -> stream.fromLeader(sequence, ">"))
        .map(limit::time)
        .orElseGet(() -> longAgo(sequence));
  }

  /// A message counts as gone only when its stream had `sequence` and is empty. A server that lacks
  /// the message after a fault must not make it look old, because old messages are purged.
  private long longAgo(long sequence) {
    var held = stream.info();
    if (held.filter(h -> h.last() >= sequence && h.messages() == 0).isEmpty()) {
      throw new StoreException.Unavailable(
          "no server shows the topic's messages at present",
          new NoSuchElementException("from " + sequence));
    }
    return Long.MIN_VALUE;
  }

  @Override
  public void close() {
    sizes.close();
  }
}
