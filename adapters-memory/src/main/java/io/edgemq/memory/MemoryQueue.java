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
import io.edgemq.domain.lease.Moment;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// One queue: the book of its messages, their contents, and the receivers that wait.
///
/// Callers call [#passTime] first. It handles expired messages, leases and delays.
final class MemoryQueue {
  private final HandleFormat handles;
  private final Condition changed;
  private final Contents contents = new Contents();
  private final DedupMemory dedup = new DedupMemory();
  private final SourceMarks marks = new SourceMarks();
  private Queue queue;
  private LeaseBook book;
  private Moment now = new Moment(0, 0);

  MemoryQueue(Queue queue, long incarnation, Condition changed) {
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

  /// The format of its lease handles. Each queue that the store creates has an incarnation of its
  /// own. So no other queue accepts these handles, not even a later queue of the same name.
  HandleFormat handles() {
    return handles;
  }

  Condition changed() {
    return changed;
  }

  DedupMemory dedup() {
    return dedup;
  }

  SourceMarks marks() {
    return marks;
  }

  LeaseBook book() {
    return book;
  }

  /// The number of messages.
  int size() {
    return contents.size();
  }

  /// The bytes of payloads and attributes of its messages.
  long bytes() {
    return contents.bytes();
  }

  /// The time of the last [#passTime], in unix milliseconds.
  long now() {
    return now.wall();
  }

  /// The moment of the last [#passTime].
  Moment moment() {
    return now;
  }

  /// Drops messages past their retention, and makes messages visible whose lease or delay has
  /// ended.
  void passTime(Moment time) {
    now = time;
    var expired = book.passTime(now, config());
    expired.forEach(message -> contents.remove(message.sequence()));
    if (!expired.isEmpty() && book.keepsGroups()) {
      changed.signalAll();
    }
  }

  /// Stores a new message at the end and returns its sequence.
  long append(Content content, @Nullable GroupId group, Duration delay) {
    long sequence = book.arrived() + 1;
    int size = content.payload().size();
    contents.put(sequence, content);
    book.arrive(new MessageEntry(sequence, now(), now() + delay.toMillis(), group, size));
    book.arrivedUpTo(sequence);
    changed.signalAll();
    return sequence;
  }

  /// The content of a message in the queue.
  Content content(long sequence) {
    return contents.get(sequence);
  }

  /// A message that is in the queue.
  QueueMessage message(long sequence) {
    var entry = book.find(sequence).orElseThrow();
    var storedAt = Instant.ofEpochMilli(entry.storedAt());
    return new QueueMessage(queue.name(), sequence, storedAt, entry.group(), content(sequence));
  }

  /// Removes every message in constant time: a new book takes the place of the old one and
  /// continues its sequences and tokens.
  void purge() {
    countFrom(book.arrived());
    contents.clear();
  }

  /// Takes a new book, whose first message gets the sequence behind `last`.
  void countFrom(long last) {
    var emptied = new LeaseBook(config().type());
    emptied.apply(new Purged(last));
    emptied.arrivedUpTo(last);
    emptied.knowTokens(book.tokens());
    book = emptied;
  }

  /// A proposal as of the last [#passTime]. Its decisions take effect at once, except for what
  /// [#conclude] does.
  Proposal proposal() {
    return new Proposal(book, config(), now, Capacity.UNLIMITED);
  }

  /// Drops the contents of messages that have left. Wakes the waiting receivers when there may be a
  /// message for them, now or earlier than they expect.
  void conclude(Proposal proposal) {
    boolean wakes = false;
    for (var change : proposal.changes()) {
      switch (change) {
        case Becomes _ -> wakes = true;
        case Gone(var first, var last) -> {
          LongStream.rangeClosed(first, last).forEach(contents::remove);
          wakes |= book.keepsGroups();
        }
        case Purged(var upTo) -> contents.removeUpTo(upTo);
        case Moves _ -> {}
      }
    }
    if (wakes) {
      changed.signalAll();
    }
  }
}
