package io.edgemq.app;

import io.edgemq.application.ChangeStreams;
import io.edgemq.application.ProcessReadiness;
import io.edgemq.application.StreamDrain;
import io.edgemq.application.TenantShares;
import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.http.ControlUseCases;
import io.edgemq.server.EdgeHttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Optional;

/// The services of a process, as its role says. Services outside the role are never built.
sealed interface Services {
  /// The services of the role that `config` names.
  static Services of(ServerConfig config, Stores stores, Secrets secrets, Origins origins) {
    var quotas =
        new TenantQuotas(stores.tenants(), stores.storage(), stores.peers(), System::nanoTime);
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var shares = AccessModule.shares(config, registry);
    var shared = new Shared(config, stores, secrets, origins, registry, quotas, shares);
    return switch (config.role()) {
      case ADAPTER -> adapter(shared, Optional.empty());
      case CONTROL -> control(shared);
      case ALL -> {
        var control = control(shared);
        yield new All(adapter(shared, Optional.of(control.parts().useCases())), control);
      }
    };
  }

  /// What a process has once, whatever its role.
  record Shared(
      ServerConfig config,
      Stores stores,
      Secrets secrets,
      Origins origins,
      PrometheusMeterRegistry registry,
      TenantQuotas quotas,
      TenantShares shares) {}

  private static Adapter adapter(Shared shared, Optional<ControlUseCases> control) {
    return new Adapter(
        DaggerAdapterComponent.factory()
            .create(
                shared.config(),
                shared.stores(),
                shared.secrets(),
                shared.origins(),
                shared.registry(),
                shared.quotas(),
                shared.shares(),
                control));
  }

  /// Before anybody is served, invites are opened again that an earlier process has left marked.
  private static Control control(Shared shared) {
    var parts =
        DaggerControlComponent.factory()
            .create(
                shared.config(),
                shared.stores(),
                shared.secrets(),
                shared.origins(),
                shared.registry(),
                shared.quotas(),
                shared.shares());
    parts.claims().resume();
    return new Control(parts, shared.origins());
  }

  /// The HTTP server.
  EdgeHttpServer http();

  ProcessReadiness readiness();

  /// The tokens that this start has made.
  FirstStart.Tokens prepare();

  /// Starts the background work.
  void begin();

  /// The number of open streams.
  int streams();

  /// Takes no new work. Tells streams and sockets to reconnect elsewhere, spread over the first
  /// half of `limit`; then waiting receivers, who would come back at once. Stops the background
  /// work.
  void drain(Duration limit);

  /// Returns once the background work has ended, or after `limit`.
  void awaitEnd(Duration limit);

  /// The services that tenants call.
  record Adapter(AdapterComponent parts) implements Services {
    @Override
    public EdgeHttpServer http() {
      return parts.http();
    }

    @Override
    public ProcessReadiness readiness() {
      return parts.readiness();
    }

    @Override
    public FirstStart.Tokens prepare() {
      return FirstStart.Tokens.NONE;
    }

    @Override
    public void begin() {
      parts.redrives().watchOver();
      parts.subscriptionWatch().start();
      parts.attemptRecorder().start();
      parts.deliveries().start();
      parts.keyWatch().start();
      parts.issuerWatch().start();
      parts.tenantWatch().start();
      parts.usageReports().start();
      parts.acting().start();
    }

    @Override
    public int streams() {
      return parts.streams().count();
    }

    /// Who reads a stream is told of a revoked key until the stream has ended.
    @Override
    public void drain(Duration limit) {
      var streams =
          Thread.ofVirtual()
              .name("stream-drain")
              .start(() -> parts.streams().drain(StreamDrain.within(limit)));
      parts.redrives().stop();
      parts.deliveries().close();
      parts.attemptRecorder().close();
      await(streams);
      parts.waits().endAll();
      parts.subscriptionWatch().close();
      parts.keyWatch().close();
      parts.issuerWatch().close();
      parts.tenantWatch().close();
      parts.usageReports().close();
      parts.acting().close();
    }

    private static void await(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException stopped) {
        thread.interrupt();
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void awaitEnd(Duration limit) {
      parts.redrives().awaitSteps(limit);
      parts.events().close();
    }
  }

  /// The services that a deployment needs once.
  record Control(ControlComponent parts, Origins origins) implements Services {
    @Override
    public EdgeHttpServer http() {
      return parts.http();
    }

    @Override
    public ProcessReadiness readiness() {
      return parts.readiness();
    }

    @Override
    public FirstStart.Tokens prepare() {
      return parts.firstStart().prepare(origins);
    }

    @Override
    public void begin() {
      parts.removals().start();
      parts.acting().start();
      parts.changeStreams().ifPresent(ChangeStreams::start);
    }

    @Override
    public int streams() {
      return 0;
    }

    /// Beside an adapter it has a readiness of its own, which streams of the audit look at.
    @Override
    public void drain(Duration limit) {
      parts.readiness().draining();
      parts.acting().close();
      parts.changeStreams().ifPresent(ChangeStreams::close);
    }

    @Override
    public void awaitEnd(Duration limit) {
      parts.removals().close();
    }
  }

  /// Both, behind the adapter's server.
  record All(Adapter adapter, Control control) implements Services {
    @Override
    public EdgeHttpServer http() {
      return adapter.http();
    }

    @Override
    public ProcessReadiness readiness() {
      return adapter.readiness();
    }

    @Override
    public FirstStart.Tokens prepare() {
      return control.prepare();
    }

    @Override
    public void begin() {
      adapter.parts().redrives().resumeUnfinished();
      adapter.begin();
      control.begin();
    }

    @Override
    public int streams() {
      return adapter.streams();
    }

    @Override
    public void drain(Duration limit) {
      control.drain(limit);
      adapter.drain(limit);
    }

    @Override
    public void awaitEnd(Duration limit) {
      adapter.awaitEnd(limit);
      control.awaitEnd(limit);
    }
  }
}
