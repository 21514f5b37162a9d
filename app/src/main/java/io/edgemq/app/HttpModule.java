package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.http.EdgeHttpServer;
import io.edgemq.http.HttpOptions;
import io.edgemq.http.MicrometerTraffic;
import io.edgemq.http.Telemetry;
import io.edgemq.http.UseCases;
import io.edgemq.ports.out.Traffic;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Builds the HTTP side and the metrics that it shows.
@Module
final class HttpModule {
  private HttpModule() {}

  @Provides
  static InstantSource clock(EdgeMqComponent.Origins origins) {
    return origins.clock();
  }

  @Provides
  static SecretIds ids(EdgeMqComponent.Origins origins) {
    return origins.ids();
  }

  @Provides
  static FirstStart firstStart(Stores stores, Secrets secrets, InstantSource clock) {
    return new FirstStart(stores.tenants(), stores.keys(), secrets, clock);
  }

  @Provides
  @Singleton
  static PrometheusMeterRegistry registry() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  @Provides
  @Singleton
  static Traffic traffic(PrometheusMeterRegistry registry) {
    return new MicrometerTraffic(registry);
  }

  @Provides
  static Telemetry telemetry(PrometheusMeterRegistry registry, Stores stores) {
    return new Telemetry(registry, stores.monitor());
  }

  @Provides
  static UseCases useCases(EdgeMqComponent parts) {
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
  static HttpOptions options(ServerConfig config) {
    var listen = config.listen();
    var patience = HttpOptions.Patience.DEFAULT.draining(config.drain());
    return new HttpOptions(listen.host(), listen.port(), config.limits(), patience);
  }

  @Provides
  @Singleton
  static EdgeHttpServer server(
      HttpOptions options,
      UseCases useCases,
      Telemetry telemetry,
      EdgeMqComponent.Origins origins) {
    return new EdgeHttpServer(options, useCases, telemetry, origins.ids());
  }
}
