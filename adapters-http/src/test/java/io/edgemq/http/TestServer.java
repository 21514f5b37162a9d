package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Limits;
import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.server.EdgeHttpServer;
import io.edgemq.server.ListenOptions;
import io.edgemq.server.ListenOptions.Capacity;
import io.edgemq.server.ListenOptions.Patience;
import io.edgemq.server.Route;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A server on a free port over fakes.
final class TestServer implements AutoCloseable {
  static final String TOKEN = FakeLogins.TOKEN;
  static final String EXPIRED_TOKEN = FakeLogins.EXPIRED_TOKEN;
  static final Limits LIMITS =
      new Limits(
          1000,
          200,
          3,
          4000,
          10,
          Duration.ofSeconds(20),
          Duration.ofHours(12),
          Duration.ofMinutes(15),
          Duration.ofDays(3650));

  final FakeLogins logins = new FakeLogins();
  final FakeTenants tenants = new FakeTenants();
  final FakeIssuers issuers = new FakeIssuers();
  final FakeInvites invites = new FakeInvites();
  final FakeAudit audit = new FakeAudit();
  final FakeQueues queues = new FakeQueues();
  final FakeLeases leases = new FakeLeases();
  final FakeWork work = new FakeWork();
  final FakeSockets sockets = new FakeSockets();
  final FakeTopics topics = new FakeTopics();
  final FakeSubscriptions subscriptions = new FakeSubscriptions();
  final FakeDeliveries deliveries = new FakeDeliveries();
  final FakeIngests ingests = new FakeIngests();
  final FakeMappings mappings = new FakeMappings();
  final FakeAttempts attempts = new FakeAttempts();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final MicrometerTraffic traffic = new MicrometerTraffic(registry);
  final MemoryBuckets kv = new MemoryBuckets(LIMITS, traffic, () -> FakeQueues.BORN);
  final List<StoreMonitor.Reading> readings = new CopyOnWriteArrayList<>();
  final EdgeHttpServer server;
  private final Duration keepAlive;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  volatile StoreMonitor.Health health = new StoreMonitor.Health.Up();
  volatile SampleQueues.Sample sample = SampleQueues.Sample.NONE;
  volatile Readiness readiness = new Readiness.Ready(List.of());

  TestServer() {
    this(Patience.DEFAULT);
  }

  TestServer(Patience patience) {
    this(patience, Duration.ofSeconds(15));
  }

  TestServer(Patience patience, Duration keepAlive) {
    this(new ListenOptions("127.0.0.1", 0, patience), keepAlive);
  }

  /// A server whose requests and answers may hold so many bytes.
  TestServer(long bytes) {
    this(
        new ListenOptions("127.0.0.1", 0, Patience.DEFAULT, new Capacity(bytes, 100)),
        Duration.ofSeconds(15));
  }

  private TestServer(ListenOptions listen, Duration keepAlive) {
    this.keepAlive = keepAlive;
    var rest = RestApi.forAll(options(), useCases(), control(), telemetry());
    var groups = List.of(rest, IngestApi.of(options(), useCases(), telemetry()));
    server = new EdgeHttpServer(listen, groups, registry, "x".repeat(24));
    server.start();
  }

  RestOptions options() {
    return new RestOptions(
        LIMITS, keepAlive, "https://mq.example", () -> FakeQueues.BORN.plusSeconds(60));
  }

  ControlUseCases control() {
    return new ControlUseCases(
        logins,
        logins,
        () -> readiness,
        tenants,
        tenants,
        tenants,
        issuers,
        invites,
        invites,
        audit,
        audit,
        tenants,
        mappings);
  }

  /// Every route that it serves.
  List<Route> routes() {
    var rest = RestApi.routes(options(), useCases(), control(), telemetry());
    var ingest = IngestApi.of(options(), useCases(), telemetry()).routes();
    return Stream.concat(rest.stream(), ingest.stream()).toList();
  }

  Telemetry telemetry() {
    return new Telemetry(registry, monitor());
  }

  UseCases useCases() {
    return new UseCases(
        logins,
        logins,
        () -> readiness,
        tenants,
        tenants,
        queues,
        queues,
        leases,
        leases,
        work,
        queues,
        topics,
        topics,
        topics,
        subscriptions,
        deliveries,
        deliveries,
        attempts,
        deliveries,
        subscriptions,
        sockets,
        issuers,
        () -> sample,
        kv.buckets,
        kv.keys,
        kv.keys,
        kv.watches,
        ingests,
        ingests);
  }

  private StoreMonitor monitor() {
    return new StoreMonitor() {
      @Override
      public Health health() {
        return health;
      }

      @Override
      public List<Reading> readings() {
        return readings;
      }
    };
  }

  int port() {
    return server.port();
  }

  /// How many bytes requests and answers hold.
  double held() {
    return registry.get("edgemq.http.bytes.in.flight").gauge().value();
  }

  /// A request with the good token.
  HttpRequest.Builder request(String path) {
    return open(path).header("Authorization", "Bearer " + TOKEN);
  }

  /// A request with that token.
  HttpRequest.Builder as(String token, String path) {
    return open(path).header("Authorization", "Bearer " + token);
  }

  /// A request without any token.
  HttpRequest.Builder open(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString(UTF_8));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return call("POST", path, body, Map.of());
  }

  HttpResponse<String> patch(String path, String body) throws IOException, InterruptedException {
    return call("PATCH", path, body, Map.of());
  }

  HttpResponse<String> call(String method, String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    var request = request(path).method(method, HttpRequest.BodyPublishers.ofString(body, UTF_8));
    headers.forEach(request::header);
    return send(request);
  }

  @Override
  public void close() {
    client.shutdownNow(); // a stream that a test has left open ends with it
    client.close();
    server.stop();
    kv.close();
  }
}
