package io.edgemq.nats.queue;

import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamClient.Bounds;
import io.edgemq.jetstream.StreamClient.Query;
import io.edgemq.nats.catalog.StreamNames;
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
    queues.appender(ref, queue.get()).overdue().runIfDue();
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
        .map(counted -> corrected(counted, queues.messages(ref, queue.get().incarnation())));
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

  /// Without the marks of sources between them, which the length of the stream counts, and with the
  /// age of the first message, if it is one that was not read.
  private QueueCounts corrected(Counted counted, StreamClient stream) {
    var counts = counted.counts();
    long first = counted.first();
    var marks = stream.read(new Query(first, StreamNames.MARKS, 1, 1));
    long ready = counts.ready() - marks.entries().size() - marks.pending();
    var oldest = Duration.ofMillis(Math.max(age(counted, stream), counts.oldestAge().toMillis()));
    return new QueueCounts(Math.max(0, ready), counts.inFlight(), counts.delayed(), oldest);
  }

  /// In milliseconds; 0 when the server has no such message any more.
  private static long age(Counted counted, StreamClient stream) {
    return stream.get(counted.first()).stream()
        .flatMap(entry -> message(entry, stream).stream())
        .mapToLong(message -> Math.max(0, counted.now() - message.storedAt()))
        .findFirst()
        .orElse(0);
  }

  /// Behind a mark, the first message that was sent.
  private static Optional<MessageEntry> message(Entry entry, StreamClient stream) {
    return SourceMark.of(entry).isPresent()
        ? oldestSent(entry.sequence(), stream)
        : QueueMessages.remembered(entry);
  }

  private static Optional<MessageEntry> oldestSent(long from, StreamClient stream) {
    var query = new Query(from, StreamNames.ALL_SENT, 1, 1);
    return stream.read(query).entries().stream()
        .flatMap(entry -> QueueMessages.remembered(entry).stream())
        .findFirst();
  }
}
