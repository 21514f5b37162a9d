package io.edgemq.jetstream;

import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;

/// A stream of work: it keeps the last message of each subject until somebody has done what it asks
/// for, and turns schedules into messages when their time has come.
public final class WorkStream {
  private final Cluster cluster;
  private final StreamClient stream;
  private final String subjects;

  /// The messages of the stream `name`.
  ///
  /// @param subjects what it takes, with the server's wildcards
  public WorkStream(Cluster cluster, String name, String subjects) {
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
        .retentionPolicy(RetentionPolicy.WorkQueue)
        .maxMessagesPerSubject(1)
        .discardPolicy(DiscardPolicy.Old)
        .allowMessageSchedules()
        .allowMessageTtl()
        .allowRollup(true)
        .allowDirect(true)
        .replicas(replicas)
        .build();
  }
}
