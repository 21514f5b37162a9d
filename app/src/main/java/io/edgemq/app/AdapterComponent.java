package io.edgemq.app;

import dagger.BindsInstance;
import dagger.Component;
import io.edgemq.application.Deliveries;
import io.edgemq.application.KeyWatch;
import io.edgemq.application.ProcessReadiness;
import io.edgemq.application.Redrives;
import io.edgemq.application.Streams;
import io.edgemq.application.SubscriptionWatch;
import io.edgemq.application.Waits;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.ManageDeadLetters;
import io.edgemq.ports.in.ManageQueues;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.ReceiveMessages;
import io.edgemq.ports.in.RotateSecrets;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.ports.in.SendMessages;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.TestDelivery;
import io.edgemq.server.EdgeHttpServer;
import jakarta.inject.Singleton;

/// The objects of a process that serves tenants.
@Singleton
@Component(modules = {ProcessModule.class, UseCaseModule.class, PushModule.class, HttpModule.class})
interface AdapterComponent {
  EdgeHttpServer http();

  ProcessReadiness readiness();

  Redrives redrives();

  Streams streams();

  SubscriptionWatch subscriptionWatch();

  Deliveries deliveries();

  KeyWatch keyWatch();

  Waits waits();

  Authenticate authenticate();

  ManageQueues queues();

  SendMessages send();

  ReceiveMessages receive();

  SettleMessages settle();

  ManageTopics topics();

  PublishMessages publish();

  ReadHistory history();

  ManageSubscriptions subscriptions();

  RotateSecrets secrets();

  ManageDeadLetters deadLetters();

  TestDelivery testDelivery();

  SampleQueues queueCounts();

  /// Creates the component. Its arguments are opened before it and closed after it.
  @Component.Factory
  interface Factory {
    AdapterComponent create(
        @BindsInstance ServerConfig config,
        @BindsInstance Stores stores,
        @BindsInstance Secrets secrets,
        @BindsInstance Origins origins);
  }
}
