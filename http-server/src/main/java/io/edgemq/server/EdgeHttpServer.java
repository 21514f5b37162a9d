package io.edgemq.server;

import io.helidon.webserver.Router;
import io.helidon.webserver.WebServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// An HTTP server for the routes of any number of protocols. Started and stopped once each.
///
/// To go down without losing anything: let the use cases drain (streams end, waits return), then
/// [#stop].
public final class EdgeHttpServer {
  private static final int BACKLOG = 4096;

  /// What a request may have besides its body.
  private static final long OVERHEAD = 1 << 19;

  /// A request that announces more than this is refused before anybody looks at its path or caller;
  /// below it, each endpoint words its own limit.
  private static final int HOPELESS = 64 << 20;

  /// How long a request waits for memory.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /// How often connections at rest are looked for, at least.
  private static final Duration LONGEST_IDLE_PERIOD = Duration.ofMinutes(2);

  private final ListenOptions options;
  private final int maxBodyBytes;
  private final ClientConnections connections;
  private final Dispatcher dispatcher;
  private final MalformedRequests malformed;
  private final @Nullable TlsCertificates tls;
  private @Nullable WebServer server;

  /// @param groups what is served; the dialect of the first one is the default
  /// @param registry takes the server's figures and the process's
  /// @param seed names of requests begin with its first 12 characters: unlike any other process's,
  ///     not secret
  /// @throws IllegalArgumentException when there is no group, or two routes have one path and
  /// method
  public EdgeHttpServer(
      ListenOptions options, List<RouteGroup> groups, MeterRegistry registry, String seed) {
    this(options, groups, new Surroundings(registry, seed, System::nanoTime));
  }

  /// What a server is given besides its task.
  record Surroundings(MeterRegistry registry, String seed, LongSupplier nanoTime) {}

  EdgeHttpServer(ListenOptions options, List<RouteGroup> groups, Surroundings surroundings) {
    var registry = surroundings.registry();
    var ids = new RequestIds(surroundings.seed());
    var table = new RouteTable(groups);
    this.options = options;
    this.maxBodyBytes = groups.stream().mapToInt(RouteGroup::maxBodyBytes).max().orElse(0);
    this.malformed = new MalformedRequests(groups.getFirst().dialect(), ids);
    var limit = new ConnectionLimit(options.capacity(), surroundings.nanoTime());
    var budget = new ByteBudget(options.capacity().bytes(), LONGEST_WAIT);
    this.dispatcher = new Dispatcher(table, ids, new HttpMetrics(registry, table.routes()), limit);
    var sockets = new WebSockets(surroundings.nanoTime());
    var router = Router.builder().addRouting(new FixedRouting(dispatcher)).build();
    var secure = options.tls();
    this.tls = secure == null ? null : new TlsCertificates(secure.files(), secure.clock());
    long mostBytes = maxBodyBytes + OVERHEAD;
    var rules = new ConnectionRules(router, mostBytes, budget, sockets, malformed::late, tls);
    this.connections =
        new ClientConnections(options.patience(), rules, limit, surroundings.nanoTime());
    ProcessMetrics.bind(registry);
    new LoadMetrics(connections, sockets, limit, budget).bind(registry);
    if (tls != null) {
      tls.bind(registry);
    }
  }

  /// Binds and serves. Throws [UncheckedIOException] with what the operating system says when it
  /// cannot bind, and [TlsException] when the files of its certificate cannot be used.
  public synchronized void start() {
    if (server != null) {
      throw new IllegalStateException("started before");
    }
    if (tls != null) {
      tls.start();
    }
    requireFree();
    var started =
        WebServer.builder()
            .host(options.host())
            .port(options.port())
            .backlog(BACKLOG)
            .maxTcpConnections(options.capacity().connections() + ConnectionLimit.SURPLUS)
            .shutdownHook(false)
            .shutdownGracePeriod(options.patience().drain())
            .idleConnectionTimeout(options.patience().idle())
            .idleConnectionPeriod(min(options.patience().idle(), LONGEST_IDLE_PERIOD))
            .maxPayloadSize(Math.max(HOPELESS, maxBodyBytes))
            // Streams are written in whole batches: a buffer for each would only cost memory.
            .writeBufferSize(0)
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            // Nothing is found on the class path by chance.
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .contentEncoding(encoding -> encoding.contentEncodingsDiscoverServices(false))
            .mediaContext(media -> media.mediaSupportsDiscoverServices(false))
            .directHandlers(malformed.handlers())
            .addConnectionSelector(connections.selector())
            .build()
            .start();
    if (!started.isRunning() || started.port() < 0) {
      started.stop();
      throw new UncheckedIOException(new IOException("the address was taken just now"));
    }
    server = started;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /// Helidon logs a failure to bind and goes on, so it is looked for here.
  private void requireFree() {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(options.host(), options.port()));
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  /// The port that is bound; -1 when none is.
  public synchronized int port() {
    return server == null ? -1 : server.port();
  }

  /// The certificate that it shows; null when it speaks no TLS.
  @Nullable TlsCertificates certificates() {
    return tls;
  }

  /// Accepts no more connections, closes those at rest, ends each other one after its answer, tells
  /// those that were taken over to end ([Takeover#stop]), waits for as long as the options say, and
  /// cuts what is left. Returns when it is done. So no request is answered with an error: a client
  /// that comes late finds nobody listening and goes elsewhere.
  public synchronized void stop() {
    dispatcher.close();
    var running = server;
    if (running != null) {
      running.stop();
    }
    connections.close();
    if (tls != null) {
      tls.close();
    }
  }

  /// As [#stop()], and cuts what is left after `limit`, if that is sooner.
  public void stop(Duration limit) {
    var stopped = new CountDownLatch(1);
    Thread.ofVirtual().name("http-cut").start(() -> cutUnless(stopped, limit));
    try {
      stop();
    } finally {
      stopped.countDown();
    }
  }

  private void cutUnless(CountDownLatch stopped, Duration limit) {
    try {
      if (!stopped.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        connections.cutAll();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }
}
