package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamClient.Bounds;
import io.edgemq.nats.catalog.Incarnated;
import java.time.Duration;
import java.util.Optional;

/// Counts the messages of queues. Where this process has not read the messages of a long queue, it
/// counts by the ledger and the length of the stream, without reading them.
public final class Counting {
  /// Up to how many messages are read to be counted.
  private static final long FEW = 1_000;

  private final QueueReplicas queues;

  public Counting(QueueReplicas queues) {
    this.queues = queues;
  }

  /// @param first the first message that was not read, or where it will be
  private record Counted(QueueCounts counts, long first, long now) {}

  /// How many there are; empty when there is no such queue.
  public Optional<QueueCounts> count(QueueRef ref) {
    var queue = queues.locate(ref);
    if (queue.isEmpty()) {
      return Optional.empty();
    }
    var ends = queues.ends().of(ref);
    if (ends.isEmpty()) {
      return Optional.empty();
    }
    var index = ends.get().index();
    var messages = ends.get().messages();
    boolean few = messages.last() - messages.first() < FEW;
    if (few || queues.isReading(ref, queue.get())) {
      return queues.executeNow(ref, index, _ -> counting(messages)).map(Counted::counts);
    }
    return queues
        .executeNow(ref, index, _ -> Command.onLedger(counting(messages)))
        .map(counted -> aged(counted, ref, queue.get()));
  }

  private static Command<Counted> counting(Bounds messages) {
    return proposal -> {
      var book = proposal.book();
      long now = proposal.now();
      book.arrivedUpTo(messages.first() - 1);
      var unread = book.unread();
      var counts = sum(book.count(now), unread.count(messages.last(), now));
      return Optional.of(new Counted(counts, unread.first(), now));
    };
  }

  private static QueueCounts sum(QueueCounts known, QueueCounts unread) {
    return new QueueCounts(
        known.ready() + unread.ready(),
        known.inFlight() + unread.inFlight(),
        known.delayed() + unread.delayed(),
        known.oldestAge());
  }

  /// With the age of the first message, if it is one that was not read.
  private QueueCounts aged(Counted counted, QueueRef ref, Incarnated<Queue> queue) {
    var counts = counted.counts();
    StreamClient stream = queues.messages(ref, queue.incarnation());
    long age =
        stream
            .get(counted.first())
            .flatMap(QueueMessages::remembered)
            .map(MessageEntry::storedAt)
            .map(storedAt -> Math.max(0, counted.now() - storedAt))
            .orElse(0L);
    var oldest = Duration.ofMillis(Math.max(age, counts.oldestAge().toMillis()));
    return new QueueCounts(counts.ready(), counts.inFlight(), counts.delayed(), oldest);
  }
}
