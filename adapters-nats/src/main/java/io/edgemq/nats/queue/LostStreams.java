package io.edgemq.nats.queue;

import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.StreamNames;
import java.util.List;

/// Tells queues whose streams somebody removed behind EdgeMQ's back from queues that cannot be
/// reached now.
final class LostStreams {
  private final QueueReplica.Parts parts;

  LostStreams(QueueReplica.Parts parts) {
    this.parts = parts;
  }

  /// Why a call to a queue failed: `StoreException.Damaged` when the catalog has the queue and the
  /// cluster lacks one of its streams; otherwise `failed`. Asks the cluster.
  StoreException explain(QueueRef ref, long incarnation, StoreException failed) {
    boolean silent = failed instanceof StoreException.TimedOut;
    boolean told =
        failed instanceof StoreException.Damaged || failed instanceof StoreException.Full;
    if (silent || told) {
      return failed;
    }
    var names = List.of(StreamNames.queue(ref, incarnation), StreamNames.ledger(ref, incarnation));
    try {
      for (var name : names) {
        if (isLost(name) && parts.queues().isThere(ref, incarnation)) {
          return damaged(name);
        }
      }
      return failed;
    } catch (StoreException unknown) {
      return failed;
    }
  }

  private boolean isLost(String name) {
    return new StreamClient(parts.cluster(), name).info().isEmpty();
  }

  static StoreException damaged(String stream) {
    return new StoreException.Damaged(stream, new IllegalStateException("there is no such stream"));
  }
}
