package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.http.ControlUseCases;
import io.edgemq.http.IngestApi;
import io.edgemq.http.MicrometerTraffic;
import io.edgemq.http.RestApi;
import io.edgemq.http.RestOptions;
import io.edgemq.http.Telemetry;
import io.edgemq.http.UseCases;
import io.edgemq.http.WelcomePage;
import io.edgemq.ports.out.Traffic;
import io.edgemq.server.EdgeHttpServer;
import io.edgemq.server.ListenOptions;
import io.edgemq.server.RouteGroup;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// Builds the HTTP side of a process that serves tenants.
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
        parts.acting(),
        parts.readiness(),
        parts.self(),
        parts.tickets(),
        parts.queues(),
        parts.send(),
        parts.receive(),
        parts.settle(),
        parts.work(),
        parts.redrives(),
        parts.topics(),
        parts.publish(),
        parts.history(),
        parts.subscriptions(),
        parts.secrets(),
        parts.deadLetters(),
        parts.attempts(),
        parts.testDelivery(),
        parts.streams(),
        parts.sockets(),
        parts.issuers(),
        parts.queueCounts(),
        parts.buckets(),
        parts.keyValues(),
        parts.keyValues(),
        parts.watches(),
        parts.ingests(),
        parts.ingest());
  }

  /// Every protocol that the server speaks; the first one is the default.
  @Provides
  static List<RouteGroup> protocols(
      RestOptions options,
      UseCases useCases,
      Optional<ControlUseCases> control,
      Telemetry telemetry) {
    var rest =
        control
            .map(more -> RestApi.forAll(options, useCases, more, telemetry))
            .orElseGet(() -> RestApi.forTenants(options, useCases, telemetry));
    return List.of(
        rest, IngestApi.of(options, useCases, telemetry), WelcomePage.of(Main.Version.text()));
  }

  @Provides
  @Singleton
  static EdgeHttpServer server(
      ListenOptions options,
      List<RouteGroup> protocols,
      PrometheusMeterRegistry registry,
      SecretIds ids) {
    return new EdgeHttpServer(options, protocols, registry, ids.next());
  }
}
