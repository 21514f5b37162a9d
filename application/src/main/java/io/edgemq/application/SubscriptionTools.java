package io.edgemq.application;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.ports.out.CloudEventFormat;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.RandomSource;
import io.edgemq.ports.out.WebhookClient;
import java.time.InstantSource;

/// What the use cases of subscriptions work with.
///
/// @param ids the identity of new subscriptions
/// @param random what their secrets are made of
/// @param clock their time of creation, and when a secret no longer signs
/// @param events where changes of state are told
/// @param webhooks which URLs may be called
/// @param cloudEvents writes what is pushed as `cloudevents-structured`
/// @param quotas how many a tenant may have
public record SubscriptionTools(
    Access access,
    IdSource ids,
    RandomSource random,
    InstantSource clock,
    SubscriptionEvents events,
    WebhookClient webhooks,
    CloudEventFormat cloudEvents,
    TenantQuotas quotas) {
  /// Of tenants without quotas.
  public SubscriptionTools(
      Access access,
      IdSource ids,
      RandomSource random,
      InstantSource clock,
      SubscriptionEvents events,
      WebhookClient webhooks,
      CloudEventFormat cloudEvents) {
    this(access, ids, random, clock, events, webhooks, cloudEvents, TenantQuotas.none());
  }
}
