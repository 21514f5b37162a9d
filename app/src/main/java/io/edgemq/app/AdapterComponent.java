package io.edgemq.app;

import dagger.BindsInstance;
import dagger.Component;
import io.edgemq.application.Acting;
import io.edgemq.application.AttemptRecorder;
import io.edgemq.application.BucketKeys;
import io.edgemq.application.Deliveries;
import io.edgemq.application.IssuerWatch;
import io.edgemq.application.KeyWatch;
import io.edgemq.application.ProcessReadiness;
import io.edgemq.application.Redrives;
import io.edgemq.application.Streams;
import io.edgemq.application.SubscriptionEvents;
import io.edgemq.application.SubscriptionWatch;
import io.edgemq.application.TenantShares;
import io.edgemq.application.TenantWatch;
import io.edgemq.application.Waits;
import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.application.quota.UsageReports;
import io.edgemq.http.ControlUseCases;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.DescribeSelf;
import io.edgemq.ports.in.IngestMessages;
import io.edgemq.ports.in.MakeTickets;
import io.edgemq.ports.in.ManageBuckets;
import io.edgemq.ports.in.ManageDeadLetters;
import io.edgemq.ports.in.ManageIngests;
import io.edgemq.ports.in.ManageIssuers;
import io.edgemq.ports.in.ManageQueues;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.ports.in.OpenSockets;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.ReadAttempts;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.ReceiveMessages;
import io.edgemq.ports.in.RotateSecrets;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.ports.in.SendMessages;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.TestDelivery;
import io.edgemq.ports.in.WatchBuckets;
import io.edgemq.ports.in.WorkOnQueues;
import io.edgemq.server.EdgeHttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The objects of a process that serves tenants.
@Singleton
@Component(
    modules = {
      ProcessModule.class,
      AccessModule.class,
      IdentityModule.class,
      UseCaseModule.class,
      PushModule.class,
      BucketModule.class,
      IngestModule.class,
      HttpModule.class
    })
interface AdapterComponent {
  EdgeHttpServer http();

  ProcessReadiness readiness();

  Redrives redrives();

  Streams streams();

  OpenSockets sockets();

  SubscriptionWatch subscriptionWatch();

  Deliveries deliveries();

  SubscriptionEvents events();

  AttemptRecorder attemptRecorder();

  KeyWatch keyWatch();

  IssuerWatch issuerWatch();

  ManageIssuers issuers();

  TenantWatch tenantWatch();

  UsageReports usageReports();

  Acting acting();

  DescribeSelf self();

  MakeTickets tickets();

  Waits waits();

  Authenticate authenticate();

  ManageQueues queues();

  SendMessages send();

  ReceiveMessages receive();

  SettleMessages settle();

  WorkOnQueues work();

  ManageTopics topics();

  PublishMessages publish();

  ReadHistory history();

  ManageSubscriptions subscriptions();

  RotateSecrets secrets();

  ManageDeadLetters deadLetters();

  ReadAttempts attempts();

  TestDelivery testDelivery();

  SampleQueues queueCounts();

  ManageBuckets buckets();

  BucketKeys keyValues();

  WatchBuckets watches();

  ManageIngests ingests();

  IngestMessages ingest();

  /// Creates the component. Its arguments are opened before it and closed after it; `control` is
  /// what the process serves besides.
  @Component.Factory
  interface Factory {
    AdapterComponent create(
        @BindsInstance ServerConfig config,
        @BindsInstance Stores stores,
        @BindsInstance Secrets secrets,
        @BindsInstance Origins origins,
        @BindsInstance PrometheusMeterRegistry registry,
        @BindsInstance TenantQuotas quotas,
        @BindsInstance TenantShares shares,
        @BindsInstance Optional<ControlUseCases> control);
  }
}
