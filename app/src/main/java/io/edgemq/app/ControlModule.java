package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.ProcessReadiness;
import io.edgemq.http.RestApi;
import io.edgemq.http.Telemetry;
import io.edgemq.server.EdgeHttpServer;
import io.edgemq.server.ListenOptions;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/// Builds the objects that a deployment needs once.
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
      ListenOptions options, ProcessReadiness readiness, Telemetry telemetry, SecretIds ids) {
    var probes = RestApi.forOperators(readiness, telemetry);
    return new EdgeHttpServer(options, List.of(probes), telemetry.registry(), ids.next());
  }
}
