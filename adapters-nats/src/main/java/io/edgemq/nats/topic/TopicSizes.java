package io.edgemq.nats.topic;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamTail;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Counts the bytes of a topic from any sequence to its end. The server counts other bytes than the
/// contract, so the headers of all retained messages are read once, and those of new messages as
/// they arrive. Memory holds one number for every thousand messages, and the sizes of some thousand
/// around the beginning. For one thread at a time, except that any thread may close it.
final class TopicSizes implements AutoCloseable {
  private static final int STEP = 1024;
  private static final int BLOCK = 2 * STEP;
  private static final Duration SLICE = Duration.ofMillis(250);

  private final Cluster cluster;
  private final TopicRef topic;
  private final StreamClient stream;

  /// For some sequences: the bytes before them, since counting began.
  private final TreeMap<Long, Long> before = new TreeMap<>();

  /// The sizes of the messages from `blockFrom` on.
  private final ArrayDeque<Long> block = new ArrayDeque<>();

  private long blockFrom = 1;
  private long next = 1;
  private long total;
  private volatile @Nullable StreamTail tail;

  TopicSizes(Cluster cluster, TopicRef topic, StreamClient stream) {
    this.cluster = cluster;
    this.topic = topic;
    this.stream = stream;
  }

  /// The bytes from `first` to `last`.
  long sum(long first, long last) {
    catchUp(first, last);
    if (first >= next) {
      return 0;
    }
    var boundary = before.higherEntry(first);
    long end = boundary == null ? next : boundary.getKey();
    long sum = boundary == null ? 0 : total - boundary.getValue();
    load(first, end);
    long sequence = blockFrom;
    for (long size : block) {
      if (sequence >= first && sequence < end) {
        sum += size;
      }
      sequence++;
    }
    return sum;
  }

  /// The first sequence, not before `first`, from which on there are at most `most` bytes.
  long floor(long first, long last, long most) {
    if (sum(first, last) <= most) {
      return first;
    }
    long low = first;
    long high = next;
    long sum = 0;
    for (var boundary : before.tailMap(first, false).entrySet()) {
      if (total - boundary.getValue() <= most) {
        high = boundary.getKey();
        sum = total - boundary.getValue();
        break;
      }
      low = boundary.getKey();
    }
    load(low, high);
    var sizes = block.stream().limit(high - blockFrom).toList().reversed();
    long floor = high;
    for (long size : sizes) {
      sum += size;
      if (sum > most || floor == low) {
        break;
      }
      floor--;
    }
    return floor;
  }

  /// Reads the headers of messages that arrived, up to `last`, and forgets those before `first`.
  private void catchUp(long first, long last) {
    if (first > next) {
      restart(first);
    }
    if (next <= last) {
      var reading = tail;
      if (reading == null) {
        reading = new StreamTail(cluster, stream.name(), next, StreamTail.Depth.HEADERS);
        tail = reading;
      }
      read(reading, last, this::count);
      next = Math.max(next, last + 1);
    }
    while (blockFrom < first && !block.isEmpty()) {
      block.removeFirst();
      blockFrom++;
    }
    if (block.isEmpty()) {
      blockFrom = first;
    }
    before.headMap(first, false).clear();
  }

  private void restart(long first) {
    close();
    before.clear();
    block.clear();
    total = 0;
    next = first;
    blockFrom = first;
  }

  private void count(Entry entry) {
    if (entry.sequence() > next) {
      before.clear();
      block.clear();
      blockFrom = entry.sequence();
      total = 0;
    }
    long size = TopicFormat.size(topic, entry);
    if (entry.sequence() % STEP == 0) {
      before.put(entry.sequence(), total);
    }
    if (blockFrom + block.size() == entry.sequence() && block.size() < BLOCK) {
      block.addLast(size);
    }
    total += size;
    next = entry.sequence() + 1;
  }

  /// Loads into the block the sizes from `from` to before `end`.
  private void load(long from, long end) {
    if (from >= blockFrom && end <= blockFrom + block.size()) {
      return;
    }
    block.clear();
    blockFrom = from;
    try (var reading = new StreamTail(cluster, stream.name(), from, StreamTail.Depth.HEADERS)) {
      read(
          reading,
          end - 1,
          entry -> {
            while (blockFrom + block.size() < entry.sequence()) {
              block.addLast(0L); // removed in the meantime
            }
            if (entry.sequence() < end) {
              block.addLast(TopicFormat.size(topic, entry));
            }
          });
    }
  }

  private interface Sink {
    void take(Entry entry);
  }

  private void read(StreamTail reading, long last, Sink sink) {
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    try {
      while (true) {
        var entry = reading.next(SLICE);
        if (entry.isPresent()) {
          sink.take(entry.get());
          deadline = System.nanoTime() + cluster.timeout().toNanos();
          if (entry.get().sequence() >= last) {
            return;
          }
        } else if (stream.fromLeader(1, ">").filter(e -> e.sequence() <= last).isEmpty()) {
          return; // all of it was removed in the meantime
        } else if (System.nanoTime() - deadline > 0) {
          throw new StoreException.TimedOut(
              "the cluster did not send its messages in time", new TimeoutException(stream.name()));
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }

  /// Stops following; the counts stay.
  @Override
  public void close() {
    var reading = tail;
    tail = null;
    if (reading != null) {
      reading.close();
    }
  }
}
