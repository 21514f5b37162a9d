package io.edgemq.jetstream;

import io.nats.client.JetStreamApiException;

/// The storage of the account.
///
/// @param used bytes, all replicas counted
/// @param limit the most that the account may use; negative: as much as the servers have
public record Room(long used, long limit) {
  /// What the cluster says.
  public static Room of(Cluster cluster) {
    try {
      var account = cluster.administer(management -> management.getAccountStatistics());
      return new Room(account.getStorage(), account.getLimits().getMaxStorage());
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }
}
