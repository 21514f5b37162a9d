package io.edgemq.domain.lease;

import io.edgemq.domain.QueueCounts;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/// The messages of a queue that have not arrived at its book, as far as changes were heard of: a
/// store may read the changes and not the messages. For use until the book changes.
public final class UnreadMessages {
  private final SortedMap<Long, MessageEntry> arrived;
  private final EarlyChanges early;
  private final long after;

  /// @param after the last sequence up to which nothing can arrive any more
  UnreadMessages(SortedMap<Long, MessageEntry> arrived, EarlyChanges early, long after) {
    this.arrived = arrived;
    this.early = early;
    this.after = after;
  }

  /// How many there are up to `last`. A delay that a message was sent with is not known, and no age
  /// is: such a message counts as ready.
  public QueueCounts count(long last, long now) {
    if (last <= after) {
      return new QueueCounts(0, 0, 0, Duration.ZERO);
    }
    var all = early.count(after + 1, last, now);
    long here = arrived.tailMap(after + 1).headMap(last + 1).size();
    return new QueueCounts(all.ready() - here, all.inFlight(), all.delayed(), all.oldestAge());
  }

  /// The first of them, or the sequence at which it will be.
  public long first() {
    long first = early.firstThere(after + 1);
    while (arrived.containsKey(first)) {
      first = early.firstThere(first + 1);
    }
    return first;
  }

  /// Up to `max` of them whose move to another queue was to be over by `now`.
  public List<Long> lateMoves(long now, int max) {
    return early.lateMoves(after, now, max);
  }
}
