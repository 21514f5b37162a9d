package io.edgemq.nats;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.nats.client.api.StreamInfo;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/// Which sequences of a topic are kept, as far as this process knows: what it was told of the
/// stream's ends, and what its limits and the adapter's clock make of that. The beginning never
/// goes back. For any number of threads; one at a time asks the cluster.
final class TopicBounds implements AutoCloseable {
  private final Stream stream;
  private final TopicSizes sizes;

  /// Who counts bytes may look for what is old meanwhile, and not the other way round.
  private final SingleFlight counting = new SingleFlight();

  private final SingleFlight looking = new SingleFlight();
  private final AtomicLong first = new AtomicLong(1);
  private final AtomicLong last = new AtomicLong();

  /// No message from `first` on is older than this.
  private long oldest = Long.MIN_VALUE;

  /// What is known to have no more bytes than allowed.
  private Counted counted = new Counted(1, 0, 0);

  private record Counted(long first, long last, long most) {}

  TopicBounds(Cluster cluster, TopicRef topic, Stream stream) {
    this.stream = stream;
    this.sizes = new TopicSizes(cluster, topic, stream);
  }

  /// Told that there is, or was, a message at `sequence`.
  void reaches(long sequence) {
    last.accumulateAndGet(sequence, Math::max);
  }

  /// Told that nothing is left before `sequence`.
  void begins(long sequence) {
    reaches(first.accumulateAndGet(sequence, Math::max) - 1);
  }

  /// What is kept at `now`. Asks the cluster only when something may have passed its retention, or
  /// bytes are limited and messages came; waits for others who ask for as long as a call may take.
  LogBounds at(Instant now, TopicConfig config) {
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

  /// What is kept at `now`, and how much that is. Reads the headers of what it has not counted yet.
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

  /// Moves the beginning past what was stored at `horizon` or before; whether it had to look.
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

  /// What goes is mostly little: looks near the beginning before halving what there is. Answers a
  /// sequence whose message was stored after `horizon`, or the next one; moves the beginning to one
  /// that was not, if it finds such.
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
  /// Halves what lies between, a question to the cluster each time.
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

  /// When the first message from `sequence` on was stored; long ago when all of them are gone.
  private long timeFrom(long sequence) {
    return stream
        .get(sequence)
        .or(() -> stream.fromLeader(sequence, ">"))
        .map(TopicFormat::time)
        .orElseGet(() -> longAgo(sequence));
  }

  /// Only a stream that had `sequence` and is empty shows that the message is gone. A server that
  /// merely lacks it, after a fault, must not make it pass for old: what is old is purged.
  private long longAgo(long sequence) {
    var held = stream.info().map(StreamInfo::getStreamState);
    if (held.filter(h -> h.getLastSequence() >= sequence && h.getMsgCount() == 0).isEmpty()) {
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
