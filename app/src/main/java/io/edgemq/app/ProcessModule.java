package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.ProcessReadiness;
import io.edgemq.http.Telemetry;
import io.edgemq.server.ListenOptions;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Builds the objects that every process needs, in any role.
@Module
final class ProcessModule {
  private ProcessModule() {}

  @Provides
  static InstantSource clock(Origins origins) {
    return origins.clock();
  }

  @Provides
  static SecretIds ids(Origins origins) {
    return origins.ids();
  }

  @Provides
  @Singleton
  static ProcessReadiness readiness(Stores stores) {
    return new ProcessReadiness(stores.monitor());
  }

  @Provides
  static Telemetry telemetry(PrometheusMeterRegistry registry, Stores stores) {
    return new Telemetry(registry, stores.monitor());
  }

  @Provides
  static ListenOptions options(ServerConfig config, InstantSource clock) {
    var listen = config.listen();
    var patience = ListenOptions.Patience.DEFAULT.draining(config.drain());
    var capacity = ListenOptions.Capacity.ofProcess();
    var files = listen.tls();
    long bytes = config.load().bytes();
    return new ListenOptions(
        listen.host(),
        listen.port(),
        patience,
        bytes == 0 ? capacity : capacity.withBytes(bytes),
        files == null ? null : new ListenOptions.Tls(files, clock));
  }
}
