package io.edgemq.app;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.server.TlsException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/// A running server.
final class EdgeMq implements AutoCloseable {
  private static final Logger LOG = System.getLogger(EdgeMq.class.getName());

  private final ServerConfig config;
  private final Stores stores;
  private final Secrets secrets;
  private final Services services;
  private final Origins origins = new Origins(InstantSource.system(), new SecretIds());
  private FirstStart.Tokens firstTokens = FirstStart.Tokens.NONE;
  private Optional<CommandSocket> commands = Optional.empty();

  private EdgeMq(ServerConfig config, Stores stores, Secrets secrets) {
    this.config = config;
    this.stores = stores;
    this.secrets = secrets;
    this.services = Services.of(config, stores, secrets, origins);
  }

  /// Opens the store and listens. It serves, but readiness answers `starting` until [#ready].
  /// Throws [StartException] for a problem that the operator can fix. Nothing stays open then.
  static EdgeMq start(ServerConfig config) {
    var stores = openStores(config);
    try {
      var server = new EdgeMq(config, stores, secrets(config));
      server.serve();
      return server;
    } catch (RuntimeException failure) {
      stores.close();
      throw failure instanceof StoreException outage ? unreachable(outage) : failure;
    }
  }

  private static StartException unreachable(StoreException outage) {
    return new StartException("the store is not available: " + outage.getMessage(), outage);
  }

  private static Stores openStores(ServerConfig config) {
    if (keepsSecrets(config)) {
      DataDirectory.make(config.data());
    }
    try {
      return Stores.open(
          config.storage(),
          config.data(),
          StoreTime.steady(InstantSource.system()),
          config.limits().messageBytes(),
          config.role() != ServerConfig.Role.ADAPTER);
    } catch (StoreException outage) {
      throw unreachable(outage);
    }
  }

  /// Whether the process keeps anything in its data directory. An adapter keeps nothing.
  private static boolean keepsSecrets(ServerConfig config) {
    return switch (config.storage()) {
      case Storage.Sqlite _ -> true;
      case Storage.Nats _ -> config.role() != ServerConfig.Role.ADAPTER;
      case Storage.Memory _ -> false;
    };
  }

  private static Secrets secrets(ServerConfig config) {
    var kept = keepsSecrets(config) ? new SecretFiles(config.data()) : new MemorySecrets();
    return new GivenSecrets(config.secrets(), kept);
  }

  private void serve() {
    try {
      services.http().start();
    } catch (TlsException unusable) {
      throw new StartException(String.valueOf(unusable.getMessage()), unusable);
    } catch (UncheckedIOException inTheWay) {
      var listen = config.listen();
      var refused = Objects.requireNonNull(inTheWay.getCause());
      throw new StartException(
          "cannot listen on %s:%d: %s"
              .formatted(listen.host(), listen.port(), Reasons.of(refused, listen)),
          inTheWay);
    }
    // Only once the address is ours: a start that fails must not create secrets, which are shown
    // once.
    try {
      firstTokens = services.prepare();
      services.begin();
      commands = openCommandSocket();
    } catch (RuntimeException failure) {
      stopServing(Duration.ZERO);
      throw failure;
    }
  }

  /// Lets `edgemq key` in, where no other process can open the store.
  private Optional<CommandSocket> openCommandSocket() {
    return switch (config.storage()) {
      case Storage.Sqlite _ ->
          CommandSocket.open(
              config.data(), new TenantKeys(stores, this::localControl, origins.clock())::carryOut);
      case Storage.Memory _, Storage.Nats _ -> Optional.empty();
    };
  }

  private LocalControl localControl() {
    return LocalControl.of(stores, origins, ReceiptKey.keep(secrets, origins.ids()));
  }

  /// From now on readiness answers yes, and load balancers may send it work. Call it once
  /// everything is in place that a clean shutdown needs.
  void ready() {
    services.readiness().serving();
  }

  /// The port it listens on.
  int port() {
    return services.http().port();
  }

  /// The tokens that this start has made.
  FirstStart.Tokens firstTokens() {
    return firstTokens;
  }

  /// The store of its secrets.
  Secrets secrets() {
    return secrets;
  }

  /// Drains and stops. It takes no new work, and tells streams, sockets and waiting receivers to
  /// reconnect elsewhere. Requests under way may finish within the configured time. Then it closes
  /// the store.
  @Override
  public void close() {
    LOG.log(Level.INFO, "draining streams={0}", services.streams());
    long begin = System.nanoTime();
    stopServing(config.drain());
    services.awaitEnd(config.drain().minusNanos(System.nanoTime() - begin));
    commands.ifPresent(CommandSocket::close);
    stores.close();
  }

  private void stopServing(Duration limit) {
    long begin = System.nanoTime();
    services.readiness().draining();
    services.drain(limit);
    services.http().stop(limit.minusNanos(System.nanoTime() - begin));
  }
}
