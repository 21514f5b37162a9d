package io.edgemq.domain.lease;

import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.LeaseState.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which messages can be received, and in which order; which cannot yet, and until when; which
/// move. A message that waits for others of its group is in none of the sets.
final class DeliveryOrder {
  private final TreeSet<MessageEntry> ready = new TreeSet<>(MessageEntry.BY_TURN);
  private final TreeSet<MessageEntry> invisible = new TreeSet<>(MessageEntry.BY_END);
  private final TreeSet<MessageEntry> moving = new TreeSet<>(MessageEntry.BY_END);
  private final MessageGroups groups = new MessageGroups();
  private final QueueType type;
  private long leased;

  DeliveryOrder(QueueType type) {
    this.type = type;
  }

  boolean hasGroups() {
    return type == QueueType.FIFO;
  }

  /// A message came into the queue.
  void join(MessageEntry message) {
    if (hasGroups()) {
      var first = groups.first(message);
      groups.add(message);
      first.filter(f -> f.sequence() > message.sequence()).ifPresent(ready::remove);
    }
    add(message);
  }

  /// A message left the queue; the next of its group can be received if nothing else holds it.
  void leave(MessageEntry message) {
    remove(message);
    if (hasGroups()) {
      groups.remove(message);
      groups.first(message).filter(next -> !isInvisible(next)).ifPresent(this::offer);
    }
  }

  /// Puts a message where its state belongs.
  void add(MessageEntry message) {
    switch (message.state().status()) {
      case READY -> offer(message);
      case LEASED -> {
        invisible.add(message);
        leased++;
      }
      case DELAYED -> invisible.add(message);
      case MOVING -> moving.add(message);
    }
  }

  /// Takes a message out, before its state changes.
  void remove(MessageEntry message) {
    switch (message.state().status()) {
      case READY -> ready.remove(message);
      case LEASED, DELAYED -> {
        if (!invisible.remove(message)) {
          ready.remove(message); // its time is over
        } else if (message.state().status() == Status.LEASED) {
          leased--;
        }
      }
      case MOVING -> moving.remove(message);
    }
  }

  /// Makes visible what was leased or delayed long enough.
  void passTime(Moment now) {
    while (!invisible.isEmpty() && invisible.first().end() <= now.elapsed()) {
      var message = invisible.first();
      remove(message);
      offer(message);
    }
  }

  /// Counts what runs anew, from `now` on.
  void restart(Moment now) {
    for (var byEnd : List.of(invisible, moving)) {
      var all = List.copyOf(byEnd);
      byEnd.clear();
      for (var message : all) {
        message.become(message.state(), now.end(message.state()));
      }
      byEnd.addAll(all);
    }
  }

  /// When the next lease or delay is over, in elapsed time.
  OptionalLong nextEnd() {
    return nextEnd(invisible);
  }

  /// Up to `max` messages whose move was to be over by `now`, the one that is late for longest
  /// first.
  List<MessageEntry> late(Moment now, int max) {
    return moving.stream().takeWhile(m -> m.end() <= now.elapsed()).limit(max).toList();
  }

  /// When the next move is to be over, in elapsed time.
  OptionalLong nextMoveEnd() {
    return nextEnd(moving);
  }

  private static OptionalLong nextEnd(SortedSet<MessageEntry> byEnd) {
    return byEnd.isEmpty() ? OptionalLong.empty() : OptionalLong.of(byEnd.first().end());
  }

  /// The message that can be received for the longest time, `without` left out.
  Optional<MessageEntry> first(Set<Long> without) {
    for (var message : ready) {
      if (!without.contains(message.sequence())) {
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }

  boolean isInvisible(MessageEntry message) {
    return invisible.contains(message);
  }

  /// The counts of a queue in which so many messages do not move, the oldest of that age.
  QueueCounts count(long staying, Duration oldest) {
    return new QueueCounts(staying - invisible.size(), leased, invisible.size() - leased, oldest);
  }

  /// Lets the message, which is visible, be received if none of its group comes before it.
  private void offer(MessageEntry message) {
    boolean first = !hasGroups() || groups.first(message).filter(f -> f != message).isEmpty();
    if (first && !message.isMoving()) {
      ready.add(message);
    }
  }
}
