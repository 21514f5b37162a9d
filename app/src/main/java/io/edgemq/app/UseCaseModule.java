package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.Access;
import io.edgemq.application.Admission;
import io.edgemq.application.Deliveries;
import io.edgemq.application.History;
import io.edgemq.application.IssuerWatch;
import io.edgemq.application.KeyWatch;
import io.edgemq.application.OpenCalls;
import io.edgemq.application.OpenLeases;
import io.edgemq.application.Publishing;
import io.edgemq.application.QueueSampler;
import io.edgemq.application.Queues;
import io.edgemq.application.ReceiptSigner;
import io.edgemq.application.Receiving;
import io.edgemq.application.Redrives;
import io.edgemq.application.Sending;
import io.edgemq.application.Settling;
import io.edgemq.application.Sockets;
import io.edgemq.application.Streams;
import io.edgemq.application.SubscriptionWatch;
import io.edgemq.application.TenantWatch;
import io.edgemq.application.TicketSigner;
import io.edgemq.application.Tickets;
import io.edgemq.application.Topics;
import io.edgemq.application.Waits;
import io.edgemq.application.Working;
import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.application.quota.UsageReports;
import io.edgemq.domain.QuotaKind;
import io.edgemq.ports.in.MakeTickets;
import io.edgemq.ports.in.ManageQueues;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.ports.in.OpenSockets;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.ReceiveMessages;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.ports.in.SendMessages;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.WorkOnQueues;
import io.edgemq.ports.out.Traffic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Builds the use cases over the stores.
@Module
final class UseCaseModule {
  private static final Duration REDRIVE_LOOK = Duration.ofMinutes(1);

  private UseCaseModule() {}

  @Provides
  @Singleton
  static ReceiptSigner signer(Secrets secrets, SecretIds ids) {
    return new ReceiptSigner(ReceiptKey.keep(secrets, ids));
  }

  @Provides
  @Singleton
  static OpenCalls openCalls(Access access, Stores stores, InstantSource clock) {
    return new OpenCalls(access, stores.keys(), stores.issuers(), clock);
  }

  @Provides
  @Singleton
  static KeyWatch keyWatch(Stores stores, OpenCalls calls) {
    return new KeyWatch(stores.keys(), calls);
  }

  @Provides
  @Singleton
  static IssuerWatch issuerWatch(Stores stores, OpenCalls calls) {
    return new IssuerWatch(stores.issuers(), calls);
  }

  @Provides
  static ManageQueues queues(Stores stores, Admission admission, InstantSource clock) {
    return new Queues(admission, stores.queueCatalog(), stores.queues(), clock);
  }

  @Provides
  static SendMessages send(Stores stores, Admission admission, Traffic traffic) {
    return new Sending(admission, stores.queueCatalog(), stores.queues(), traffic);
  }

  @Provides
  @Singleton
  static Waits waits(OpenCalls calls, PrometheusMeterRegistry registry) {
    var waits = new Waits(calls);
    Gauge.builder("edgemq.receives.waiting", waits, Waits::count)
        .description("Number of receives that wait for messages.")
        .register(registry);
    return waits;
  }

  @Provides
  static Receiving.Tools receivingTools(
      ReceiptSigner signer, Waits waits, OpenCalls calls, InstantSource clock, Traffic traffic) {
    return new Receiving.Tools(signer, waits, calls, clock, traffic);
  }

  @Provides
  static ReceiveMessages receive(Stores stores, Admission admission, Receiving.Tools tools) {
    return new Receiving(admission, stores.queues(), tools);
  }

  @Provides
  @Singleton
  static OpenLeases openLeases() {
    return new OpenLeases();
  }

  @Provides
  static SettleMessages settle(
      Stores stores, Admission admission, ReceiptSigner signer, OpenLeases leases) {
    return new Settling(admission, stores.queues(), signer, leases);
  }

  @Provides
  @Singleton
  static WorkOnQueues work(
      Stores stores, Admission admission, Receiving.Tools tools, OpenLeases leases) {
    return new Working(
        admission, stores.queueCatalog(), stores.queues(), new Working.Tools(tools, leases));
  }

  @Provides
  @Singleton
  static Redrives redrives(Stores stores, Access access, SecretIds ids, InstantSource clock) {
    return new Redrives(
        access,
        stores.queueCatalog(),
        stores.queues(),
        new Redrives.Tools(stores.jobs(), ids, clock, REDRIVE_LOOK));
  }

  @Provides
  @Singleton
  static SampleQueues queueCounts(Stores stores, Access access) {
    return new QueueSampler(
        access,
        new QueueSampler.Sources(stores.tenants(), stores.queueCatalog(), stores.queues()),
        System::nanoTime);
  }

  @Provides
  static ManageTopics topics(Stores stores, Admission admission, InstantSource clock) {
    return new Topics(admission, stores.topicCatalog(), stores.topics(), clock);
  }

  @Provides
  static PublishMessages publish(Stores stores, Admission admission, Traffic traffic) {
    return new Publishing(admission, stores.topics(), traffic);
  }

  @Provides
  static ReadHistory history(Stores stores, Admission admission, Traffic traffic) {
    return new History(admission, stores.topics(), traffic);
  }

  @Provides
  static Streams.Tools streamTools(
      ServerConfig config,
      Traffic traffic,
      InstantSource clock,
      OpenCalls calls,
      TenantQuotas quotas) {
    return new Streams.Tools(
        config.load().streams(), traffic, clock, RandomGenerator.getDefault(), calls, quotas);
  }

  @Provides
  @Singleton
  static Streams streams(Stores stores, Access access, Streams.Tools tools) {
    return new Streams(access, stores.subscriptions(), stores.topics(), tools);
  }

  @Provides
  static OpenSockets sockets(Access access, Streams streams) {
    return new Sockets(access, streams.places());
  }

  @Provides
  @Singleton
  static TenantWatch tenantWatch(Stores stores, OpenCalls calls, Deliveries deliveries) {
    return new TenantWatch(stores.tenants(), calls, deliveries);
  }

  @Provides
  @Singleton
  static UsageReports usageReports(
      Stores stores, TenantQuotas quotas, SecretIds ids, PrometheusMeterRegistry registry) {
    for (var kind : QuotaKind.values()) {
      FunctionCounter.builder("edgemq.quota.refused", quotas, each -> each.refused(kind))
          .description("Calls that were refused because of a quota")
          .tag("quota", kind.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    return new UsageReports(quotas, stores.peers(), ids.next(), System::nanoTime);
  }

  @Provides
  static MakeTickets tickets(
      Access access, Stores stores, TicketSigner signer, InstantSource clock) {
    return new Tickets(
        access,
        new Tickets.Stores(stores.subscriptions(), stores.topics(), stores.buckets()),
        new Tickets.Tools(signer, clock));
  }

  @Provides
  @Singleton
  static SubscriptionWatch subscriptionWatch(Stores stores, Streams streams) {
    return new SubscriptionWatch(stores.subscriptions(), streams);
  }
}
