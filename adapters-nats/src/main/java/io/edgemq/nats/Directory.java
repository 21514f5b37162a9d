package io.edgemq.nats;

import io.edgemq.nats.catalog.NatsIngestStore;
import io.edgemq.nats.catalog.NatsIssuerStore;
import io.edgemq.nats.catalog.NatsKeyDirectory;
import io.edgemq.nats.catalog.NatsSubscriptionStore;
import io.edgemq.nats.catalog.NatsTenantStore;

/// What a store keeps besides queues, topics and messages, each over its table.
record Directory(
    NatsSubscriptionStore subscriptions,
    NatsKeyDirectory keys,
    NatsTenantStore tenants,
    NatsIssuerStore issuers,
    NatsIngestStore ingests) {

  static Directory of(Tables tables) {
    return new Directory(
        new NatsSubscriptionStore(tables.catalog()),
        new NatsKeyDirectory(tables.keys()),
        new NatsTenantStore(tables.tenants(), tables.catalog()),
        new NatsIssuerStore(tables.issuers()),
        new NatsIngestStore(tables.ingests()));
  }

  /// Lets whoever waits for changes look again, once the tables are closed.
  void wake() {
    subscriptions.wake();
    keys.wake();
    tenants.wake();
    issuers.wake();
  }
}
