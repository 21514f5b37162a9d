package io.edgemq.nats;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.nats.Desk.Arrived;
import io.edgemq.nats.Desk.Ruled;
import io.edgemq.nats.Follower.Depth;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// A queue's streams, read to their end, and what came of it. The followers stand where the reading
/// ended.
///
/// @param begin the sequence from which on messages were read
record Opening(
    LeaseBook book,
    Ledger ledger,
    Stream messages,
    long begin,
    Follower letters,
    Follower entries) {
  private static final Duration MOMENT = Duration.ofMillis(200);

  /// A process has two followers for each queue that is asked for.
  private static final Duration HEARTBEAT = Duration.ofSeconds(3);

  /// Reads the streams of `queue`. Takes longer the more messages it has.
  static Opening of(QueueRef ref, Existing<Queue> queue, Cluster cluster)
      throws InterruptedException {
    var messages = new Stream(cluster, StreamNames.queue(ref, queue.incarnation()));
    var log = new Stream(cluster, StreamNames.ledger(ref, queue.incarnation()));
    var bounds = log.bounds();
    long begin = messages.bounds().first(); // before the first that is there traces may be
    var entries =
        new Follower(cluster, log.name(), bounds.first(), Depth.WHOLE).withHeartbeat(HEARTBEAT);
    var letters =
        new Follower(cluster, messages.name(), begin, Depth.HEADERS).withHeartbeat(HEARTBEAT);
    boolean read = false;
    try {
      var book = new LeaseBook(queue.value().config().type());
      var subject = StreamNames.ledgerSubject(ref, queue.incarnation());
      var ledger = new Ledger(log, subject, bounds.first() - 1);
      readLedger(new Reading(cluster, log, entries, bounds.last()), ledger, book);
      book.arrivedUpTo(begin - 1);
      readMessages(new Reading(cluster, messages, letters, messages.bounds().last()), book);
      read = true;
      return new Opening(book, ledger, messages, begin, letters, entries);
    } finally {
      if (!read) {
        entries.close();
        letters.close();
      }
    }
  }

  /// @param last up to where to read
  private record Reading(Cluster cluster, Stream stream, Follower follower, long last) {}

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
          throw new Desk.ClosedException("the ledger was cut while it was read");
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
        book.arrive(QueueMessages.letter(entry.get()));
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
  Pump followMessages(Desk desk) {
    return new Pump(
        messages.name(), letters, entry -> desk.tell(new Arrived(QueueMessages.letter(entry))));
  }

  /// Goes on telling `desk` what is decided.
  Pump followLedger(Desk desk) {
    return new Pump(ledger.stream().name(), entries, entry -> desk.tell(decided(entry)));
  }
}
