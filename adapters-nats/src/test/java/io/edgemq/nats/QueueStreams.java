package io.edgemq.nats;

import io.edgemq.domain.QueueRef;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The two streams of a queue, whichever one of its name it is.
final class QueueStreams {
  private QueueStreams() {}

  static Stream messages(Cluster cluster, QueueRef ref) {
    return only(cluster, StreamNames.everyQueue(ref));
  }

  static Stream ledger(Cluster cluster, QueueRef ref) {
    return only(cluster, StreamNames.everyLedger(ref));
  }

  private static Stream only(Cluster cluster, String subjects) {
    try {
      var names = cluster.management().getStreamNames(subjects);
      if (names.size() != 1) {
        throw new IllegalStateException(subjects + " is of " + names);
      }
      return new Stream(cluster, names.getFirst());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (JetStreamApiException refused) {
      throw new IllegalStateException(refused);
    }
  }
}
