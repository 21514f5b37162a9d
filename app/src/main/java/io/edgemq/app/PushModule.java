package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.Access;
import io.edgemq.application.DeadLetters;
import io.edgemq.application.Deliveries;
import io.edgemq.application.DeliveryTools;
import io.edgemq.application.Probing;
import io.edgemq.application.SecretRotation;
import io.edgemq.application.Streams;
import io.edgemq.application.SubscriptionStores;
import io.edgemq.application.SubscriptionTools;
import io.edgemq.application.Subscriptions;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.http.MicrometerPushes;
import io.edgemq.ports.in.ManageDeadLetters;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.RotateSecrets;
import io.edgemq.ports.in.TestDelivery;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.WebhookClient;
import io.edgemq.webhook.GuardedWebhookClient;
import io.edgemq.webhook.WebhookSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Builds the use cases of subscriptions, and what delivers messages to the URLs of tenants.
@Module
final class PushModule {
  private PushModule() {}

  @Provides
  @Singleton
  static WebhookClient webhooks(ServerConfig config, InstantSource clock) {
    return GuardedWebhookClient.open(
        new WebhookSettings(
            config.pushAllow(), WebhookSettings.Resolver.SYSTEM, clock, Main.Version.text()));
  }

  @Provides
  static SubscriptionStores subscriptionStores(Stores stores) {
    return new SubscriptionStores(
        stores.subscriptions(), stores.topics(), stores.deliveries(), stores.deadLetters());
  }

  @Provides
  static SubscriptionTools subscriptionTools(
      Access access, SecretIds ids, InstantSource clock, WebhookClient webhooks) {
    return new SubscriptionTools(access, ids, ids, clock, webhooks);
  }

  @Provides
  static ManageSubscriptions subscriptions(
      SubscriptionStores stores, Streams streams, SubscriptionTools tools) {
    return new Subscriptions(stores, streams, tools);
  }

  @Provides
  static RotateSecrets rotation(
      SubscriptionStores stores, Streams streams, SubscriptionTools tools) {
    return new SecretRotation(stores, streams, tools);
  }

  @Provides
  static ManageDeadLetters deadLetters(Access access, SubscriptionStores stores) {
    return new DeadLetters(access, stores);
  }

  @Provides
  static TestDelivery probing(SubscriptionStores stores, SubscriptionTools tools) {
    return new Probing(stores.subscriptions(), tools);
  }

  @Provides
  static DeliveryTools deliveryTools(
      Access access,
      SubscriptionStores stores,
      WebhookClient webhooks,
      PrometheusMeterRegistry registry,
      InstantSource clock) {
    return new DeliveryTools(
        access,
        stores,
        webhooks,
        new MicrometerPushes(registry),
        clock,
        RandomGenerator.getDefault());
  }

  @Provides
  @Singleton
  static Deliveries deliveries(
      DeliveryTools tools, SecretIds ids, PrometheusMeterRegistry registry) {
    var deliveries = new Deliveries(tools, new OwnerId(ids.next()));
    Map.<String, Class<? extends CircuitBreaker>>of(
            "closed", CircuitBreaker.Closed.class,
            "open", CircuitBreaker.Open.class,
            "half_open", CircuitBreaker.HalfOpen.class)
        .forEach(
            (name, state) ->
                Gauge.builder("edgemq.push.deliveries", deliveries, d -> d.withBreaker(state))
                    .description("Subscriptions that this process delivers")
                    .tag("breaker", name)
                    .register(registry));
    Gauge.builder("edgemq.push.lag", deliveries, Deliveries::lag)
        .description("Sequences that deliveries are behind the ends of their topics")
        .register(registry);
    return deliveries;
  }
}
