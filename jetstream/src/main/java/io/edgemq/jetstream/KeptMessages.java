package io.edgemq.jetstream;

import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;

/// A stream from which the servers remove nothing, not even when they are asked to, except that a
/// message takes the place of an earlier one with its subject. It can still be deleted as a whole.
public final class KeptMessages {
  private final Cluster cluster;
  private final StreamClient stream;
  private final String subjects;

  /// The messages of the stream `name`.
  ///
  /// @param subjects what it takes, with the server's wildcards
  public KeptMessages(Cluster cluster, String name, String subjects) {
    this.cluster = cluster;
    this.stream = new StreamClient(cluster, name);
    this.subjects = subjects;
  }

  /// The stream itself.
  public StreamClient stream() {
    return stream;
  }

  /// Creates the stream if it is missing, with as many replicas as the cluster can place. Any
  /// number of processes may do so at once. Takes several round trips.
  public void make() {
    WidestStream.make(cluster, stream, this::configuration);
  }

  private StreamConfiguration configuration(int replicas) {
    return StreamConfiguration.builder()
        .name(stream.name())
        .subjects(subjects)
        .maxMessagesPerSubject(1)
        .discardPolicy(DiscardPolicy.New)
        .denyDelete(true)
        .denyPurge(true)
        .allowDirect(true)
        .allowAtomicPublish(true)
        .replicas(replicas)
        .build();
  }
}
