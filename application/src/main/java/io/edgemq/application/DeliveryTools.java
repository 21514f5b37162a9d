package io.edgemq.application;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.ports.out.CloudEventFormat;
import io.edgemq.ports.out.PushTraffic;
import io.edgemq.ports.out.WebhookClient;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What deliveries work with.
///
/// @param cloudEvents writes what is pushed as `cloudevents-structured`
/// @param events where changes of state are told
/// @param budget bounds the bodies that are being sent, of all deliveries together
/// @param random spreads waits
/// @param quotas bound the room of what is put into queues
public record DeliveryTools(
    Access access,
    SubscriptionStores stores,
    WebhookClient client,
    CloudEventFormat cloudEvents,
    FlightBudget budget,
    PushTraffic traffic,
    SubscriptionEvents events,
    AttemptRecorder attempts,
    InstantSource clock,
    RandomGenerator random,
    TenantQuotas quotas) {
  /// Of tenants without quotas.
  public DeliveryTools(
      Access access,
      SubscriptionStores stores,
      WebhookClient client,
      CloudEventFormat cloudEvents,
      FlightBudget budget,
      PushTraffic traffic,
      SubscriptionEvents events,
      AttemptRecorder attempts,
      InstantSource clock,
      RandomGenerator random) {
    this(
        access,
        stores,
        client,
        cloudEvents,
        budget,
        traffic,
        events,
        attempts,
        clock,
        random,
        TenantQuotas.none());
  }
}
