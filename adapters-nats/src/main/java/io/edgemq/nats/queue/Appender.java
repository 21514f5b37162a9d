package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.jetstream.DedupAppender;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.StreamNames;
import java.util.concurrent.Semaphore;

/// What sends to one incarnation of a queue need: its messages, to know of its ledger, and to drop
/// what nobody receives.
///
/// @param forwards limits the batches of sources that are stored at once
record Appender(
    long incarnation,
    DedupAppender messages,
    LedgerPresence ledger,
    Overdue overdue,
    Semaphore forwards) {
  /// A server allows 50 unfinished batches per stream, counted over all adapters.
  private static final int FORWARDS = 4;

  /// Which queue.
  record Target(QueueReplicas queues, QueueRef ref, long incarnation) {
    StreamClient messages() {
      return queues.messages(ref, incarnation);
    }

    private StreamClient ledger() {
      return new StreamClient(queues.parts().cluster(), StreamNames.ledger(ref, incarnation));
    }

    /// Whether it is the same queue.
    boolean is(Incarnated<Queue> queue) {
      return queue.incarnation() == incarnation;
    }
  }

  /// @param keys the dedup keys that this process stored last
  static Appender of(Target queue, RecentKeys keys) {
    return new Appender(
        queue.incarnation(),
        new DedupAppender(queue.messages(), keys),
        new LedgerPresence(queue.ledger()),
        new Overdue(queue),
        new Semaphore(FORWARDS));
  }
}
