package io.edgemq.nats;

import io.edgemq.jetstream.Cluster;
import io.edgemq.nats.usage.NatsPeerUsage;
import io.edgemq.nats.usage.NatsStorageUse;
import io.edgemq.nats.usage.StreamBytes;
import java.time.Duration;

/// What tenants use of a store, and of the processes that have it open.
record Usage(NatsStorageUse storage, NatsPeerUsage peers) implements AutoCloseable {

  static Usage open(Cluster cluster, Tables tables, StreamBytes.Parts parts) {
    var streams = new StreamBytes(cluster, tables.catalog(), parts);
    return new Usage(
        new NatsStorageUse(streams, new Elapsed(cluster), cluster.timeout()),
        NatsPeerUsage.open(cluster, System::nanoTime));
  }

  /// The time that passes in this process.
  private static final class Elapsed implements NatsStorageUse.Clock {
    private final Cluster cluster;

    Elapsed(Cluster cluster) {
      this.cluster = cluster;
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void pause(Duration moment) {
      cluster.pause(moment);
    }
  }

  @Override
  public void close() {
    peers.close();
  }
}
