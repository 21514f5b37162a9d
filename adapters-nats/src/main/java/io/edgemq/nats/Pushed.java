package io.edgemq.nats;

import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.nats.push.NatsAttemptLog;
import io.edgemq.nats.push.NatsDeadLetterStore;
import io.edgemq.nats.push.NatsDeliveryStore;
import io.edgemq.ports.out.StoreTime;

/// How far a store's deliveries have come, what failed for good, and the latest attempts.
record Pushed(NatsDeliveryStore deliveries, NatsDeadLetterStore letters, NatsAttemptLog attempts) {
  /// Those of the subscriptions of `directory`.
  static Pushed open(Cluster cluster, Tables tables, Directory directory, StoreTime time) {
    var messages = new LatestMessages(cluster, NatsStore.DELIVERIES);
    var parts = new NatsDeliveryStore.Parts(cluster, messages, tables.owners(), time);
    return new Pushed(
        new NatsDeliveryStore(parts, directory.subscriptions()),
        new NatsDeadLetterStore(messages),
        new NatsAttemptLog(cluster, directory.subscriptions()));
  }
}
