package io.edgemq.nats.queue;

import io.edgemq.domain.QueueRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.StreamNames;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The two streams of a queue of any incarnation.
public final class QueueStreams {
  private QueueStreams() {}

  public static StreamClient messages(Cluster cluster, QueueRef ref) {
    return only(cluster, StreamNames.everyQueue(ref));
  }

  public static StreamClient ledger(Cluster cluster, QueueRef ref) {
    return only(cluster, StreamNames.everyLedger(ref));
  }

  private static StreamClient only(Cluster cluster, String subjects) {
    try {
      var names = cluster.management().getStreamNames(subjects);
      if (names.size() != 1) {
        throw new IllegalStateException(subjects + " is of " + names);
      }
      return new StreamClient(cluster, names.getFirst());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (JetStreamApiException refused) {
      throw new IllegalStateException(refused);
    }
  }
}
