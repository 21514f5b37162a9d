package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.History;
import io.edgemq.application.KeyAuthentication;
import io.edgemq.application.Publishing;
import io.edgemq.application.Queues;
import io.edgemq.application.ReceiptSigner;
import io.edgemq.application.Receiving;
import io.edgemq.application.Redrives;
import io.edgemq.application.Sending;
import io.edgemq.application.Settling;
import io.edgemq.application.Streams;
import io.edgemq.application.SubscriptionWatch;
import io.edgemq.application.Subscriptions;
import io.edgemq.application.Topics;
import io.edgemq.application.Waits;
import io.edgemq.domain.Limits;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.ManageQueues;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.ReceiveMessages;
import io.edgemq.ports.in.SendMessages;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.out.Traffic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Builds the use cases over the stores.
@Module
final class UseCaseModule {
  /// The name under which the key is kept that signs receipts.
  static final String RECEIPT_KEY = "receipt-key";

  private static final Duration REDRIVE_LOOK = Duration.ofMinutes(1);
  private static final Pattern HEX_KEY =
      Pattern.compile("[0-9a-fA-F]{" + 2 * ReceiptSigner.KEY_BYTES + "}");

  private UseCaseModule() {}

  @Provides
  static Limits limits(ServerConfig config) {
    return config.limits();
  }

  @Provides
  @Singleton
  static ReceiptSigner signer(Secrets secrets, SecretIds ids) {
    var key =
        secrets.keep(
            RECEIPT_KEY, () -> HexFormat.of().formatHex(ids.bytes(ReceiptSigner.KEY_BYTES)));
    if (!HEX_KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "the receipt secret in %s is not %d hexadecimal digits"
              .formatted(secrets.whereabouts(RECEIPT_KEY), 2 * ReceiptSigner.KEY_BYTES));
    }
    return new ReceiptSigner(HexFormat.of().parseHex(key));
  }

  @Provides
  static Authenticate authenticate(Stores stores, InstantSource clock) {
    return new KeyAuthentication(stores.keys(), clock);
  }

  @Provides
  static ManageQueues queues(Stores stores, Limits limits, InstantSource clock) {
    return new Queues(stores.queueCatalog(), stores.queues(), limits, clock);
  }

  @Provides
  static SendMessages send(Stores stores, Limits limits, Traffic traffic) {
    return new Sending(stores.queueCatalog(), stores.queues(), limits, traffic);
  }

  @Provides
  @Singleton
  static Waits waits(PrometheusMeterRegistry registry) {
    var waits = new Waits();
    Gauge.builder("edgemq.receives.waiting", waits, Waits::count)
        .description("Receives that wait for messages.")
        .register(registry);
    return waits;
  }

  @Provides
  static Receiving.Tools receivingTools(
      ReceiptSigner signer, Limits limits, Waits waits, Traffic traffic) {
    return new Receiving.Tools(signer, limits, waits, traffic);
  }

  @Provides
  static ReceiveMessages receive(Stores stores, Receiving.Tools tools) {
    return new Receiving(stores.queues(), tools);
  }

  @Provides
  static SettleMessages settle(Stores stores, ReceiptSigner signer, Limits limits) {
    return new Settling(stores.queues(), signer, limits);
  }

  @Provides
  @Singleton
  static Redrives redrives(Stores stores, SecretIds ids, InstantSource clock) {
    return new Redrives(
        stores.queueCatalog(),
        stores.queues(),
        new Redrives.Tools(stores.jobs(), ids, clock, REDRIVE_LOOK));
  }

  @Provides
  static ManageTopics topics(Stores stores, Limits limits, InstantSource clock) {
    return new Topics(stores.topicCatalog(), stores.topics(), limits, clock);
  }

  @Provides
  static PublishMessages publish(Stores stores, Limits limits, Traffic traffic) {
    return new Publishing(stores.topics(), limits, traffic);
  }

  @Provides
  static ReadHistory history(Stores stores, Traffic traffic) {
    return new History(stores.topics(), traffic);
  }

  @Provides
  @Singleton
  static Streams streams(Stores stores, Limits limits, Traffic traffic, InstantSource clock) {
    return new Streams(
        stores.subscriptions(),
        stores.topics(),
        new Streams.Tools(limits, traffic, clock, RandomGenerator.getDefault()));
  }

  @Provides
  @Singleton
  static SubscriptionWatch subscriptionWatch(Stores stores, Streams streams) {
    return new SubscriptionWatch(stores.subscriptions(), streams);
  }

  @Provides
  static ManageSubscriptions subscriptions(
      Stores stores, Streams streams, SecretIds ids, InstantSource clock) {
    return new Subscriptions(
        stores.subscriptions(), stores.topics(), streams, new Subscriptions.Origin(ids, clock));
  }
}
