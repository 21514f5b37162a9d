package io.edgemq.app;

import dagger.BindsInstance;
import dagger.Component;
import io.edgemq.application.ProcessReadiness;
import io.edgemq.server.EdgeHttpServer;
import jakarta.inject.Singleton;

/// The objects that a deployment needs once.
@Singleton
@Component(modules = {ProcessModule.class, ControlModule.class})
interface ControlComponent {
  /// Serves probes and metrics, for a process that serves no tenants.
  EdgeHttpServer http();

  FirstStart firstStart();

  ProcessReadiness readiness();

  /// Like [AdapterComponent.Factory].
  @Component.Factory
  interface Factory {
    ControlComponent create(
        @BindsInstance ServerConfig config,
        @BindsInstance Stores stores,
        @BindsInstance Secrets secrets,
        @BindsInstance Origins origins);
  }
}
