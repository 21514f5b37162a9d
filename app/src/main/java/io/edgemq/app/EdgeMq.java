package io.edgemq.app;

import io.edgemq.domain.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;

/// A running server.
final class EdgeMq implements AutoCloseable {
  private static final Logger LOG = System.getLogger(EdgeMq.class.getName());

  private final ServerConfig config;
  private final Stores stores;
  private final Secrets secrets;
  private final Services services;
  private Optional<FirstStart.Tokens> firstTokens = Optional.empty();

  private EdgeMq(ServerConfig config, Stores stores, Secrets secrets) {
    this.config = config;
    this.stores = stores;
    this.secrets = secrets;
    var origins = new Origins(InstantSource.system(), new SecretIds());
    this.services = Services.of(config, stores, secrets, origins);
  }

  /// Opens the store and listens; it serves, but says that it is starting until [#ready]. Throws
  /// [StartException] when something is in the way that the operator can mend; nothing stays open
  /// then.
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
    return new StartException("the store does not serve: " + outage.getMessage(), outage);
  }

  private static Stores openStores(ServerConfig config) {
    try {
      if (keepsSecrets(config)) {
        makePrivate(config.data());
      }
    } catch (IOException impossible) {
      throw new StartException("cannot make the data directory: " + impossible, impossible);
    }
    try {
      return Stores.open(config.storage(), config.data(), InstantSource.system());
    } catch (StoreException outage) {
      throw unreachable(outage);
    }
  }

  /// Whether something of the process is kept in its data directory. An adapter keeps nothing.
  private static boolean keepsSecrets(ServerConfig config) {
    return switch (config.storage()) {
      case Storage.Sqlite _ -> true;
      case Storage.Nats _ -> config.role() != ServerConfig.Role.ADAPTER;
      case Storage.Memory _ -> false;
    };
  }

  /// Makes the directory, for its owner only: it holds every message. One that is there stays as it
  /// is.
  private static void makePrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    var parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    if (posix) {
      var owner = PosixFilePermissions.fromString("rwx------");
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(owner));
    } else {
      Files.createDirectory(directory);
    }
  }

  private static Secrets secrets(ServerConfig config) {
    var kept = keepsSecrets(config) ? new SecretFiles(config.data()) : new MemorySecrets();
    return new GivenSecrets(config.secrets(), kept);
  }

  private void serve() {
    try {
      services.http().start();
    } catch (UncheckedIOException inTheWay) {
      var cause = String.valueOf(inTheWay.getCause());
      throw new StartException(
          "cannot listen on %s:%d: %s"
              .formatted(config.listen().host(), config.listen().port(), cause),
          inTheWay);
    }
    // After the address is ours: secrets that are shown once are not made by a start that fails.
    try {
      firstTokens = services.prepare();
      services.begin();
    } catch (RuntimeException failure) {
      stopServing();
      throw failure;
    }
  }

  /// From now on it says that it is ready, for whoever sends it work. To be called once all is in
  /// place that a process needs to end well.
  void ready() {
    services.readiness().serving();
  }

  /// The port it listens on.
  int port() {
    return services.http().port();
  }

  /// What a first start made; empty on any other.
  Optional<FirstStart.Tokens> firstTokens() {
    return firstTokens;
  }

  /// Where its secrets are.
  Secrets secrets() {
    return secrets;
  }

  /// Drains and stops: takes no new work, tells streams and waiting receivers to come again
  /// elsewhere, lets what is under way finish for as long as the configuration says, then closes
  /// the store.
  @Override
  public void close() {
    LOG.log(Level.INFO, "draining streams={0}", services.streams());
    long begin = System.nanoTime();
    stopServing();
    services.awaitEnd(config.drain().minusNanos(System.nanoTime() - begin));
    stores.close();
  }

  private void stopServing() {
    services.readiness().draining();
    services.drain();
    services.http().stop();
  }
}
