package io.edgemq.nats.queue;

import io.edgemq.domain.QueueRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.DedupAppender;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.StreamNames;

/// What sends to one incarnation of a queue need: its messages, and to know of its ledger.
record Appender(long incarnation, DedupAppender messages, LedgerPresence ledger) {
  /// Which queue.
  record Target(Cluster cluster, QueueRef ref, long incarnation) {
    private StreamClient messages() {
      return new StreamClient(cluster, StreamNames.queue(ref, incarnation));
    }

    private StreamClient ledger() {
      return new StreamClient(cluster, StreamNames.ledger(ref, incarnation));
    }
  }

  /// @param keys the dedup keys that this process stored last
  static Appender of(Target queue, RecentKeys keys) {
    return new Appender(
        queue.incarnation(),
        new DedupAppender(queue.messages(), keys),
        new LedgerPresence(queue.ledger()));
  }
}
