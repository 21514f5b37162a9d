package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.ProcessReadiness;
import io.edgemq.http.EdgeHttpServer;
import io.edgemq.http.HttpOptions;
import io.edgemq.http.Telemetry;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Builds what a deployment has once.
@Module
final class ControlModule {
  private ControlModule() {}

  @Provides
  static KeyIssuing keyIssuing(Stores stores, SecretIds ids, InstantSource clock) {
    return new KeyIssuing(stores.keys(), ids, clock);
  }

  @Provides
  static FirstStart firstStart(Stores stores, Secrets secrets, KeyIssuing keys) {
    return new FirstStart(stores.tenants(), stores.keys(), secrets, keys);
  }

  @Provides
  @Singleton
  static EdgeHttpServer server(
      HttpOptions options, ProcessReadiness readiness, Telemetry telemetry, SecretIds ids) {
    return EdgeHttpServer.forOperators(options, readiness, telemetry, ids);
  }
}
