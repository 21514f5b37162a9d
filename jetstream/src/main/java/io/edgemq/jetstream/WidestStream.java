package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;

/// A stream of the store's own, with as many replicas as the cluster can place.
final class WidestStream {
  private static final List<Integer> REPLICAS = List.of(5, 3, 1);

  private WidestStream() {}

  /// Creates the stream if it is missing. Any number of processes may do so at once. Takes several
  /// round trips.
  ///
  /// @param configuration what it is to be with so many replicas
  /// @throws StoreException when the cluster has no place for it or does not answer
  static void make(
      Cluster cluster, StreamClient stream, IntFunction<StreamConfiguration> configuration) {
    if (stream.info().isPresent()) {
      return;
    }
    var placement = StreamPlacement.trying(cluster);
    for (int replicas : REPLICAS) {
      try {
        if (placement.create(configuration.apply(replicas)) instanceof StreamPlacement.Placed) {
          return;
        }
      } catch (StreamPlacement.NameTaken somebodyElseWasFaster) {
        return;
      }
    }
    throw new StoreException.Unavailable(
        "the cluster has no place for " + stream.name(), new IOException("no peers"));
  }
}
