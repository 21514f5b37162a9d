package io.edgemq.http;

import io.edgemq.http.Dispatcher.Tools;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.CheckReadiness;
import io.edgemq.ports.out.IdSource;
import io.helidon.webserver.WebServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// EdgeMQ's HTTP server. Started and stopped once each.
///
/// To go down without losing anything: let the use cases drain (streams end, waits return), then
/// [#stop].
public final class EdgeHttpServer {
  private static final int BACKLOG = 4096;

  /// What is announced to be larger than this is refused before anybody looks who sends it and
  /// where to; below it, each endpoint words its own limit.
  private static final int HOPELESS = 64 << 20;

  private final HttpOptions options;
  private final Links links;
  private final Dispatcher dispatcher;
  private final RequestIds ids;
  private @Nullable WebServer server;

  private EdgeHttpServer(
      HttpOptions options, Offer offer, PrometheusMeterRegistry registry, IdSource idSource) {
    this.options = options;
    this.ids = new RequestIds(idSource);
    var routes = offer.routes();
    var tools =
        new Tools(new Bearers(offer.authenticate()), ids, new HttpMetrics(registry, routes));
    this.dispatcher = new Dispatcher(new RouteTable(routes), tools, options);
    this.links = new Links(options, dispatcher);
    Machine.bind(registry, links);
  }

  /// What a server has to offer, and who may ask for it.
  private record Offer(List<Route> routes, Authenticate authenticate) {}

  /// A server of everything that tenants and operators can ask for.
  public static EdgeHttpServer forTenants(
      HttpOptions options, UseCases useCases, Telemetry telemetry, IdSource ids) {
    var offer = new Offer(routes(options, useCases, telemetry), useCases.authenticate());
    return new EdgeHttpServer(options, offer, telemetry.registry(), ids);
  }

  /// A server of probes and figures, for a process that serves no tenants.
  public static EdgeHttpServer forOperators(
      HttpOptions options, CheckReadiness readiness, Telemetry telemetry, IdSource ids) {
    var routes = new OperationEndpoints(readiness, telemetry).routes();
    var offer = new Offer(routes, _ -> new Authenticate.Unknown());
    return new EdgeHttpServer(options, offer, telemetry.registry(), ids);
  }

  /// Every route there is.
  static List<Route> routes(HttpOptions options, UseCases useCases, Telemetry telemetry) {
    var limits = options.limits();
    var keepAlive = options.patience().keepAlive();
    return Stream.of(
            new OperationEndpoints(useCases.readiness(), telemetry).routes(),
            new QueueEndpoints(useCases.queues()).routes(),
            new SendEndpoints(useCases.send(), limits).routes(),
            new ReceiveEndpoint(useCases.receive()).routes(),
            new SettleEndpoints(useCases.settle()).routes(),
            new RedriveEndpoints(useCases.redrive()).routes(),
            new TopicEndpoints(useCases.topics(), useCases.history()).routes(),
            new PublishEndpoints(useCases.publish(), limits).routes(),
            new SubscriptionEndpoints(useCases.subscriptions()).routes(),
            new StreamEndpoints(useCases.streams(), keepAlive, RandomGenerator.getDefault())
                .routes())
        .flatMap(List::stream)
        .toList();
  }

  /// Binds and serves. Throws [UncheckedIOException] with what the operating system says when it
  /// can not bind.
  public synchronized void start() {
    if (server != null) {
      throw new IllegalStateException("started before");
    }
    requireFree();
    var started =
        WebServer.builder()
            .host(options.host())
            .port(options.port())
            .backlog(BACKLOG)
            .maxTcpConnections(Machine.maxConnections())
            .shutdownHook(false)
            .shutdownGracePeriod(options.patience().drain())
            .idleConnectionTimeout(options.patience().idle())
            .maxPayloadSize(Math.max(HOPELESS, options.maxBodyBytes()))
            // Streams are written in whole batches: a buffer for each would only cost memory.
            .writeBufferSize(0)
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            // Nothing is found on the class path by chance.
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .contentEncoding(encoding -> encoding.contentEncodingsDiscoverServices(false))
            .mediaContext(media -> media.mediaSupportsDiscoverServices(false))
            .directHandlers(Unreadable.handlers(ids))
            .addConnectionSelector(links.selector())
            .build()
            .start();
    if (!started.isRunning() || started.port() < 0) {
      started.stop();
      throw new UncheckedIOException(new IOException("the address was taken just now"));
    }
    server = started;
  }

  /// Helidon writes a failure to bind into its log and goes on, so it is looked for here.
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

  /// Takes no more connections, closes those at rest, ends each other one after its answer, for as
  /// long as the options say, and cuts what is left. Returns when it is done. So no request is
  /// answered with an error: a client that comes late finds nobody listening and goes elsewhere.
  public synchronized void stop() {
    dispatcher.close();
    var running = server;
    if (running != null) {
      running.stop();
    }
    links.close();
  }
}
