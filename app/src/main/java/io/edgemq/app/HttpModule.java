package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.http.EdgeHttpServer;
import io.edgemq.http.HttpOptions;
import io.edgemq.http.MicrometerTraffic;
import io.edgemq.http.Telemetry;
import io.edgemq.http.UseCases;
import io.edgemq.ports.out.Traffic;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;

/// Builds the HTTP side of what serves tenants.
@Module
final class HttpModule {
  private HttpModule() {}

  @Provides
  @Singleton
  static Traffic traffic(PrometheusMeterRegistry registry) {
    return new MicrometerTraffic(registry);
  }

  @Provides
  static UseCases useCases(AdapterComponent parts) {
    return new UseCases(
        parts.authenticate(),
        parts.readiness(),
        parts.queues(),
        parts.send(),
        parts.receive(),
        parts.settle(),
        parts.redrives(),
        parts.topics(),
        parts.publish(),
        parts.history(),
        parts.subscriptions(),
        parts.streams());
  }

  @Provides
  @Singleton
  static EdgeHttpServer server(
      HttpOptions options, UseCases useCases, Telemetry telemetry, SecretIds ids) {
    return EdgeHttpServer.forTenants(options, useCases, telemetry, ids);
  }
}
