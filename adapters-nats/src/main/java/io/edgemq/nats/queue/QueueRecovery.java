package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.FollowerThread;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamTail;
import io.edgemq.jetstream.StreamTail.Depth;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.QueueReplica.Arrived;
import io.edgemq.nats.queue.QueueReplica.Ruled;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// A queue's streams, read to their end, and what came of it. The followers stand where the reading
/// ended.
///
/// @param begin the sequence from which on messages were read
record QueueRecovery(
    LeaseBook book,
    Ledger ledger,
    StreamClient messages,
    long begin,
    StreamTail arrivals,
    StreamTail entries) {
  private static final Duration MOMENT = Duration.ofMillis(200);

  /// A process has two followers for each queue that is asked for.
  private static final Duration HEARTBEAT = Duration.ofSeconds(3);

  /// Reads the streams of `queue`. Takes longer the more messages it has.
  static QueueRecovery of(QueueRef ref, Incarnated<Queue> queue, Cluster cluster)
      throws InterruptedException {
    var messages = new StreamClient(cluster, StreamNames.queue(ref, queue.incarnation()));
    var log = new StreamClient(cluster, StreamNames.ledger(ref, queue.incarnation()));
    var bounds = log.bounds();
    long begin = messages.bounds().first(); // before the first that is there tombstones may be
    var entries =
        new StreamTail(cluster, log.name(), bounds.first(), Depth.WHOLE).withHeartbeat(HEARTBEAT);
    var arrivals =
        new StreamTail(cluster, messages.name(), begin, Depth.HEADERS).withHeartbeat(HEARTBEAT);
    boolean read = false;
    try {
      var book = new LeaseBook(queue.value().config().type());
      var subject = StreamNames.ledgerSubject(ref, queue.incarnation());
      var ledger = new Ledger(log, subject, bounds.first() - 1);
      readLedger(new Reading(cluster, log, entries, bounds.last()), ledger, book);
      book.arrivedUpTo(begin - 1);
      readMessages(new Reading(cluster, messages, arrivals, messages.bounds().last()), book);
      read = true;
      return new QueueRecovery(book, ledger, messages, begin, arrivals, entries);
    } finally {
      if (!read) {
        entries.close();
        arrivals.close();
      }
    }
  }

  /// @param last up to where to read
  private record Reading(Cluster cluster, StreamClient stream, StreamTail follower, long last) {}

  /// A ledger begins with its first entry, or with a summary; where its server brought back some of
  /// what was removed, it begins somewhere, and the next summary says what came before.
  private static void readLedger(Reading reading, Ledger ledger, LeaseBook book)
      throws InterruptedException {
    long deadline = System.nanoTime() + reading.cluster().timeout().toNanos();
    boolean whole = ledger.end() == 0;
    boolean summary = false;
    while (ledger.end() < reading.last()) {
      var entry = reading.follower().next(MOMENT);
      if (entry.isPresent()) {
        deadline = System.nanoTime() + reading.cluster().timeout().toNanos();
        var decided = decided(entry.get());
        var read = decided.entry();
        summary =
            switch (read.kind()) {
              case SUMMARY -> !whole;
              case SUMMARY_GOES_ON -> summary;
              case DECIDED -> false;
            };
        whole |= summary;
        if (!ledger.apply(decided, book)) {
          throw new QueueReplica.ClosedException("the ledger was cut while it was read");
        }
        if (summary) {
          read.decisions().forEach(book::apply);
          book.knowTokens(read.tokens());
        }
      } else {
        requireBefore(deadline);
      }
    }
    requireWhole(whole, reading);
  }

  private static void requireWhole(boolean whole, Reading reading) {
    if (!whole) {
      throw new StoreException.Unavailable(
          "the beginning of a queue's ledger is missing",
          new IllegalStateException(reading.stream().name()));
    }
  }

  private static void readMessages(Reading reading, LeaseBook book) throws InterruptedException {
    long deadline = System.nanoTime() + reading.cluster().timeout().toNanos();
    while (book.arrived() < reading.last()) {
      var entry = reading.follower().next(MOMENT);
      if (entry.isPresent()) {
        deadline = System.nanoTime() + reading.cluster().timeout().toNanos();
        book.arrive(QueueMessages.remembered(entry.get()));
        book.arrivedUpTo(entry.get().sequence());
      } else {
        requireBefore(deadline);
        book.arrivedUpTo(reading.stream().bounds().first() - 1);
      }
    }
  }

  private static void requireBefore(long deadline) {
    if (System.nanoTime() - deadline > 0) {
      throw Failures.timedOut(new TimeoutException("a stream of a queue could not be read"));
    }
  }

  private static Ruled decided(Entry entry) {
    return new Ruled(entry.sequence(), entry.body());
  }

  /// Goes on telling `desk` what arrives.
  FollowerThread followMessages(QueueReplica desk) {
    return new FollowerThread(
        messages.name(),
        arrivals,
        entry -> desk.tell(new Arrived(QueueMessages.remembered(entry))));
  }

  /// Goes on telling `desk` what is decided.
  FollowerThread followLedger(QueueReplica desk) {
    return new FollowerThread(ledger.stream().name(), entries, entry -> desk.tell(decided(entry)));
  }
}
