package io.edgemq.app;

import io.edgemq.application.ProcessReadiness;
import io.edgemq.server.EdgeHttpServer;
import java.time.Duration;
import java.util.Optional;

/// The services of a process, as its role says. Services outside the role are never built.
sealed interface Services {
  /// The services of the role that `config` names.
  static Services of(ServerConfig config, Stores stores, Secrets secrets, Origins origins) {
    return switch (config.role()) {
      case ADAPTER -> adapter(config, stores, secrets, origins);
      case CONTROL -> control(config, stores, secrets, origins);
      case ALL ->
          new All(
              adapter(config, stores, secrets, origins), control(config, stores, secrets, origins));
    };
  }

  private static Adapter adapter(
      ServerConfig config, Stores stores, Secrets secrets, Origins origins) {
    return new Adapter(DaggerAdapterComponent.factory().create(config, stores, secrets, origins));
  }

  private static Control control(
      ServerConfig config, Stores stores, Secrets secrets, Origins origins) {
    return new Control(
        DaggerControlComponent.factory().create(config, stores, secrets, origins), origins);
  }

  /// The HTTP server.
  EdgeHttpServer http();

  ProcessReadiness readiness();

  /// The tokens that a first start creates; empty on any later start.
  Optional<FirstStart.Tokens> prepare();

  /// Starts the background work.
  void begin();

  /// The number of open streams.
  int streams();

  /// Takes no new work. Tells streams and waiting receivers to reconnect elsewhere, and stops the
  /// background work.
  void drain();

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
    public Optional<FirstStart.Tokens> prepare() {
      return Optional.empty();
    }

    @Override
    public void begin() {
      parts.redrives().watchOver();
      parts.subscriptionWatch().start();
      parts.deliveries().start();
      parts.keyWatch().start();
    }

    @Override
    public int streams() {
      return parts.streams().count();
    }

    @Override
    public void drain() {
      parts.streams().drain();
      parts.waits().endAll();
      parts.redrives().stop();
      parts.deliveries().close();
      parts.subscriptionWatch().close();
      parts.keyWatch().close();
    }

    @Override
    public void awaitEnd(Duration limit) {
      parts.redrives().awaitSteps(limit);
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
    public Optional<FirstStart.Tokens> prepare() {
      return parts.firstStart().prepare(origins);
    }

    @Override
    public void begin() {}

    @Override
    public int streams() {
      return 0;
    }

    @Override
    public void drain() {}

    @Override
    public void awaitEnd(Duration limit) {}
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
    public Optional<FirstStart.Tokens> prepare() {
      return control.prepare();
    }

    @Override
    public void begin() {
      adapter.parts().redrives().resumeUnfinished();
      adapter.begin();
    }

    @Override
    public int streams() {
      return adapter.streams();
    }

    @Override
    public void drain() {
      adapter.drain();
    }

    @Override
    public void awaitEnd(Duration limit) {
      adapter.awaitEnd(limit);
    }
  }
}
