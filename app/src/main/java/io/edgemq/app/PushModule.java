package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.Access;
import io.edgemq.application.AttemptJournal;
import io.edgemq.application.AttemptRecorder;
import io.edgemq.application.Attempts;
import io.edgemq.application.DeadLetters;
import io.edgemq.application.Deliveries;
import io.edgemq.application.DeliveryTools;
import io.edgemq.application.EventTools;
import io.edgemq.application.FlightBudget;
import io.edgemq.application.Probing;
import io.edgemq.application.QueueTargets;
import io.edgemq.application.SecretRotation;
import io.edgemq.application.Streams;
import io.edgemq.application.SubscriptionEvents;
import io.edgemq.application.SubscriptionStores;
import io.edgemq.application.SubscriptionTools;
import io.edgemq.application.Subscriptions;
import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.http.CloudEventJson;
import io.edgemq.http.MicrometerPushes;
import io.edgemq.ports.in.ManageDeadLetters;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.ReadAttempts;
import io.edgemq.ports.in.RotateSecrets;
import io.edgemq.ports.in.TestDelivery;
import io.edgemq.ports.out.CloudEventFormat;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.PushTraffic;
import io.edgemq.ports.out.WebhookClient;
import io.micrometer.core.instrument.FunctionCounter;
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
  static CloudEventFormat cloudEvents() {
    return new CloudEventJson();
  }

  @Provides
  static SubscriptionStores subscriptionStores(Stores stores) {
    return new SubscriptionStores(
        stores.subscriptions(),
        stores.topics(),
        stores.deliveries(),
        stores.deadLetters(),
        new QueueTargets(stores.queueCatalog(), stores.queues()));
  }

  @Provides
  @Singleton
  static SubscriptionEvents events(
      Access access,
      Stores stores,
      SecretIds ids,
      InstantSource clock,
      PrometheusMeterRegistry registry) {
    var events =
        SubscriptionEvents.start(
            new EventTools(access, stores.topicCatalog(), stores.topics(), ids, clock));
    FunctionCounter.builder("edgemq.events.stored", events, SubscriptionEvents::stored)
        .description("Events of subscriptions that were appended to topics")
        .register(registry);
    FunctionCounter.builder("edgemq.events.dropped", events, SubscriptionEvents::dropped)
        .description("Events of subscriptions that were lost")
        .register(registry);
    Gauge.builder("edgemq.events.waiting", events, SubscriptionEvents::waiting)
        .description("Events of subscriptions that wait for the store")
        .register(registry);
    return events;
  }

  @Provides
  static SubscriptionTools subscriptionTools(
      Access access,
      SecretIds ids,
      InstantSource clock,
      SubscriptionEvents events,
      WebhookClient webhooks,
      CloudEventFormat cloudEvents,
      TenantQuotas quotas) {
    return new SubscriptionTools(access, ids, ids, clock, events, webhooks, cloudEvents, quotas);
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
  static ReadAttempts attempts(Access access, Stores stores) {
    return new Attempts(access, stores.subscriptions(), stores.topics(), stores.attempts());
  }

  @Provides
  @Singleton
  static PushTraffic pushTraffic(PrometheusMeterRegistry registry) {
    return new MicrometerPushes(registry);
  }

  @Provides
  @Singleton
  static AttemptRecorder recorder(ServerConfig config, Stores stores, PushTraffic traffic) {
    return switch (config.push().attempts()) {
      case ON -> new AttemptJournal(stores.attempts(), traffic);
      case OFF -> AttemptRecorder.NONE;
    };
  }

  @Provides
  static TestDelivery probing(SubscriptionStores stores, SubscriptionTools tools) {
    return new Probing(stores.subscriptions(), tools);
  }

  /// An eighth of the heap, and half as much for what is read ahead: requests and answers over HTTP
  /// have a quarter of it.
  @Provides
  @Singleton
  static FlightBudget flightBudget(PrometheusMeterRegistry registry) {
    var budget = new FlightBudget(Runtime.getRuntime().maxMemory() / 8);
    Gauge.builder("edgemq.push.held", budget, FlightBudget::used)
        .description("Bodies that are being pushed, in memory")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("edgemq.push.ahead", budget, FlightBudget::ahead)
        .description("Bodies that were read before it is their turn to be pushed")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("edgemq.push.waiting", budget, FlightBudget::waiting)
        .description("Attempts that wait for memory")
        .register(registry);
    return budget;
  }

  @Provides
  static DeliveryTools deliveryTools(
      Access access,
      SubscriptionStores stores,
      WebhookClient webhooks,
      CloudEventFormat cloudEvents,
      FlightBudget budget,
      PushTraffic traffic,
      SubscriptionEvents events,
      AttemptRecorder attempts,
      InstantSource clock,
      TenantQuotas quotas) {
    return new DeliveryTools(
        access,
        stores,
        webhooks,
        cloudEvents,
        budget,
        traffic,
        events,
        attempts,
        clock,
        RandomGenerator.getDefault(),
        quotas);
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
                    .description("Lanes of subscriptions that this process delivers")
                    .tag("breaker", name)
                    .register(registry));
    Gauge.builder("edgemq.push.lag", deliveries, Deliveries::lag)
        .description("Sequences that deliveries are behind the ends of their topics")
        .register(registry);
    return deliveries;
  }
}
