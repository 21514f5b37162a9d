package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
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
import io.edgemq.nats.queue.QueueReplica.EntryArrived;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// A queue's state, rebuilt by reading its ledger to its end. None of its messages has arrived:
/// their headers are read when somebody receives. The tails stand where reading ended.
///
/// @param begin the sequence of the first message in the stream
record QueueRecovery(
    LeaseBook book,
    Ledger ledger,
    StreamClient messages,
    long begin,
    StreamTail arrivals,
    StreamTail entries) {
  private static final Duration MOMENT = Duration.ofMillis(200);

  /// Longer than usual, because a process has two tails for each queue in use.
  private static final Duration HEARTBEAT = Duration.ofSeconds(3);

  /// Reads the ledger of `queue`: its last snapshot and what was decided since, whatever the number
  /// of messages.
  static QueueRecovery of(QueueRef ref, Incarnated<Queue> queue, Cluster cluster)
      throws InterruptedException {
    var messages = new StreamClient(cluster, StreamNames.queue(ref, queue.incarnation()));
    var log = new StreamClient(cluster, StreamNames.ledger(ref, queue.incarnation()));
    var bounds = log.bounds();
    long begin = messages.bounds().first(); // tombstones may precede the first existing message
    var entries =
        new StreamTail(cluster, log.name(), bounds.first(), Depth.WHOLE).withHeartbeat(HEARTBEAT);
    var arrivals =
        new StreamTail(cluster, messages.name(), begin, Depth.HEADERS).withHeartbeat(HEARTBEAT);
    boolean read = false;
    try {
      var subject = StreamNames.ledgerSubject(ref, queue.incarnation());
      var ledger = new Ledger(log, subject, bounds.first() - 1);
      var type = queue.value().config().type();
      var book = readLedger(new Reading(cluster, log, entries, bounds.last()), ledger, type);
      book.arrivedUpTo(begin - 1);
      read = true;
      return new QueueRecovery(book, ledger, messages, begin, arrivals, entries);
    } finally {
      if (!read) {
        entries.close();
        arrivals.close();
      }
    }
  }

  /// @param last the sequence up to which to read
  private record Reading(Cluster cluster, StreamClient stream, StreamTail tail, long last) {}

  /// A complete ledger begins with its first entry or with a snapshot. When its server restored a
  /// part of what was removed, it begins anywhere, and the next snapshot covers what came before.
  /// So does a snapshot whose writer had read entries that are lost: what it says stands.
  private static LeaseBook readLedger(Reading reading, Ledger ledger, QueueType type)
      throws InterruptedException {
    long deadline = System.nanoTime() + reading.cluster().timeout().toNanos();
    var state = new LedgerState(type, ledger.end() == 0);
    while (ledger.end() < reading.last()) {
      var entry = reading.tail().next(MOMENT);
      if (entry.isPresent()) {
        deadline = System.nanoTime() + reading.cluster().timeout().toNanos();
        switch (ledger.read(arrived(entry.get()))) {
          case Ledger.Reading.Known _ -> {}
          case Ledger.Reading.Next(var next) -> state.add(next);
          case Ledger.Reading.Forked(var next) -> state.addForked(next);
          case Ledger.Reading.Ahead _ ->
              throw new QueueReplica.ClosedException("the ledger was compacted while it was read");
        }
      } else {
        requireBefore(deadline);
      }
    }
    requireWhole(state.isWhole(), reading);
    return state.book();
  }

  private static void requireWhole(boolean whole, Reading reading) {
    if (!whole) {
      throw new StoreException.Unavailable(
          "the beginning of a queue's ledger is missing",
          new IllegalStateException(reading.stream().name()));
    }
  }

  private static void requireBefore(long deadline) {
    if (System.nanoTime() - deadline > 0) {
      throw Failures.timedOut(new TimeoutException("a stream of a queue could not be read"));
    }
  }

  private static EntryArrived arrived(Entry entry) {
    return new EntryArrived(entry.sequence(), entry.body());
  }

  /// Passes on to `replica` the ledger entries that arrive from now on.
  FollowerThread followLedger(QueueReplica replica) {
    return new FollowerThread(
        ledger.stream().name(), entries, entry -> replica.post(arrived(entry)));
  }
}
