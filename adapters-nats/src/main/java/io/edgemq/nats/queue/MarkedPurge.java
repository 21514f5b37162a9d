package io.edgemq.nats.queue;

import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.queue.SourceMarks.Held;
import java.time.Duration;
import java.util.List;

/// Removes the beginning of a queue's stream, and no mark that counts: marks in the way are stored
/// again at the end first, on condition that they still count. A mark that lies there since a
/// moment ago waits, because its source may move it soon. For one thread at a time.
final class MarkedPurge {
  /// How many marks are stored again at once.
  static final int MOST = StreamClient.BATCH_MAX;

  private static final long YOUNG_NANOS = Duration.ofSeconds(5).toNanos();

  private final StreamClient messages;
  private final long mostHeldUp;
  private long removedBefore;

  /// The first mark that was in the way last.
  private long inTheWay;
  private long inTheWaySince;

  /// @param mostHeldUp how many removed messages may lie behind a mark that waits
  MarkedPurge(StreamClient messages, long mostHeldUp) {
    this.messages = messages;
    this.mostHeldUp = mostHeldUp;
  }

  /// Removes what is before `end`, or less; returns before which sequence there is nothing to
  /// remove any more.
  ///
  /// @param held those before `end` that count, the first [#MOST] of them
  long purgeBefore(long end, Held held) {
    var marks = held.first();
    if (marks.isEmpty()) {
      return remove(end);
    }
    long first = marks.getFirst().sequence();
    if (end - first == held.count()) { // only marks are left
      remove(first);
      return end;
    }
    if (waits(first, end) || !renew(marks)) {
      return remove(first);
    }
    return remove(marks.size() == held.count() ? end : marks.getLast().sequence() + 1);
  }

  private boolean waits(long first, long end) {
    if (first != inTheWay) {
      inTheWay = first;
      inTheWaySince = System.nanoTime();
    }
    return end - first <= mostHeldUp && System.nanoTime() - inTheWaySince < YOUNG_NANOS;
  }

  /// Whether all of them are at the end now; if not, one of them does not count any more.
  private boolean renew(List<SourceMark> marks) {
    var entries = marks.stream().map(mark -> mark.saying(mark.value())).toList();
    var conditions = marks.stream().map(mark -> Condition.lastOfSubject(mark.sequence())).toList();
    return messages.reserve().freeing(() -> messages.publish(entries, conditions))
        instanceof Published.Kept;
  }

  private long remove(long end) {
    if (end > removedBefore) {
      messages.purgeBefore(end);
      removedBefore = end;
    }
    return end;
  }
}
