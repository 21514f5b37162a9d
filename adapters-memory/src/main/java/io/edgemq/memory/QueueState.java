package io.edgemq.memory;

import io.edgemq.domain.Content;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueMessage;
import io.edgemq.domain.lease.Capacity;
import io.edgemq.domain.lease.HandleFormat;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// One queue: the book of its messages, what is in them, and who waits for one.
///
/// Whoever looks calls [#passTime] first: what time has ended is then where it belongs.
final class QueueState {
  private final HandleFormat handles;
  private final Condition changed;
  private final Map<Long, Content> contents = new HashMap<>();
  private final DedupMemory dedup = new DedupMemory();
  private Queue queue;
  private LeaseBook book;
  private long now;

  QueueState(Queue queue, long incarnation, Condition changed) {
    this.queue = queue;
    this.handles = new HandleFormat('m', incarnation);
    this.changed = changed;
    this.book = new LeaseBook(queue.config().type());
  }

  Queue queue() {
    return queue;
  }

  QueueConfig config() {
    return queue.config();
  }

  void configure(QueueConfig config) {
    queue = new Queue(queue.name(), config, queue.createdAt());
    changed.signalAll();
  }

  /// How the handles of its leases are written. An incarnation is one queue of the store's life, so
  /// no other queue, nor one of the same name made later, takes them for its own.
  HandleFormat handles() {
    return handles;
  }

  Condition changed() {
    return changed;
  }

  DedupMemory dedup() {
    return dedup;
  }

  LeaseBook book() {
    return book;
  }

  /// How many messages there are.
  int size() {
    return contents.size();
  }

  /// The time of the last look, in unix milliseconds.
  long now() {
    return now;
  }

  /// Drops what is past its retention and makes visible what was leased or delayed long enough.
  void passTime(long time) {
    now = time;
    var expired = book.passTime(now, config());
    expired.forEach(message -> contents.remove(message.sequence()));
    if (!expired.isEmpty() && book.keepsGroups()) {
      changed.signalAll();
    }
  }

  /// Stores a new message at the end and answers its sequence.
  long append(Content content, @Nullable GroupId group, Duration delay) {
    long sequence = book.arrived() + 1;
    int size = content.payload().size();
    contents.put(sequence, content);
    book.arrive(new MessageEntry(sequence, now, now + delay.toMillis(), group, size));
    book.arrivedUpTo(sequence);
    changed.signalAll();
    return sequence;
  }

  /// What is in a message that is in the queue.
  Content content(long sequence) {
    return Objects.requireNonNull(contents.get(sequence), "no such message");
  }

  /// A message that is in the queue.
  QueueMessage message(long sequence) {
    var entry = book.find(sequence).orElseThrow();
    var storedAt = Instant.ofEpochMilli(entry.storedAt());
    return new QueueMessage(queue.name(), sequence, storedAt, entry.group(), content(sequence));
  }

  /// Removes every message, in no time: a new book that has heard of as much.
  void purge() {
    var emptied = new LeaseBook(config().type());
    emptied.apply(new Purged(book.arrived()));
    emptied.arrivedUpTo(book.arrived());
    emptied.knowTokens(book.tokens());
    book = emptied;
    contents.clear();
  }

  /// To decide in, as of the last look. What is decided has taken effect at once, but for
  /// [#conclude].
  Proposal proposal() {
    return new Proposal(book, config(), now, Capacity.UNLIMITED);
  }

  /// Lets go of what has left, and wakes those who wait when there may be something for them, or
  /// may be at another time than they think.
  void conclude(Proposal proposal) {
    boolean wakes = false;
    for (var change : proposal.changes()) {
      switch (change) {
        case Becomes _ -> wakes = true;
        case Gone(var sequence) -> {
          contents.remove(sequence);
          wakes |= book.keepsGroups();
        }
        case Purged(var upTo) -> contents.keySet().removeIf(sequence -> sequence <= upTo);
        case Moves _ -> {}
      }
    }
    if (wakes) {
      changed.signalAll();
    }
  }
}
