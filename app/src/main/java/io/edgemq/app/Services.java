package io.edgemq.app;

import io.edgemq.application.ProcessReadiness;
import io.edgemq.server.EdgeHttpServer;
import java.time.Duration;
import java.util.Optional;

/// What a process runs, as its role says. What a role leaves out is never built.
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

  /// What listens.
  EdgeHttpServer http();

  ProcessReadiness readiness();

  /// What a first start made now; empty on any other.
  Optional<FirstStart.Tokens> prepare();

  /// Begins what runs beside requests.
  void begin();

  /// How many streams are open.
  int streams();

  /// Takes no new work: tells streams and waiting receivers to come again elsewhere, and stops what
  /// runs beside requests.
  void drain();

  /// Returns once what ran beside requests has ended, or after `limit`.
  void awaitEnd(Duration limit);

  /// What serves tenants.
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
      parts.subscriptionWatch().close();
    }

    @Override
    public void awaitEnd(Duration limit) {
      parts.redrives().awaitSteps(limit);
    }
  }

  /// What a deployment needs once.
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
