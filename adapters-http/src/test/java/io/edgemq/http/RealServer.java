package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.edgemq.server.EdgeHttpServer;
import io.edgemq.server.ListenOptions;
import io.edgemq.server.ListenOptions.Patience;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A server whose use cases of tenants are real, for questions of rights. What stands for the
/// control plane decides by the scopes of its callers.
final class RealServer implements AutoCloseable {
  static final String OWNER = "owner-token";

  private static final String BODY = "of-the-owner";

  private final RealUseCases real = new RealUseCases();
  private final FakeLogins logins = new FakeLogins();
  private final FakeTenants tenants = new FakeTenants();
  private final FakeInvites invites = new FakeInvites();
  private final FakeAudit audit = new FakeAudit();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final EdgeHttpServer server;

  /// What a call was answered.
  ///
  /// @param body empty of a stream
  record Answer(int status, String body) {
    /// The code of a problem; empty when it is none.
    String code() {
      return json().path("code").asText();
    }

    JsonNode json() {
      try {
        return body.startsWith("{")
            ? new ObjectMapper().readTree(body)
            : new ObjectMapper().createObjectNode();
      } catch (IOException malformed) {
        throw new AssertionError(body, malformed);
      }
    }
  }

  RealServer() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var options =
        new RestOptions(Limits.DEFAULT, Duration.ofSeconds(15), "https://mq.example", real.clock);
    var useCases = real.with(logins, logins, tenants, real::ticket);
    var telemetry = new Telemetry(registry, real.store.monitor());
    var group =
        RestApi.forAll(
            options,
            useCases,
            new ControlUseCases(
                logins,
                logins,
                () -> new Readiness.Ready(List.of()),
                tenants,
                tenants,
                tenants,
                real.issuers,
                invites,
                invites,
                audit,
                audit,
                tenants,
                new FakeMappings()),
            telemetry);
    server =
        new EdgeHttpServer(
            new ListenOptions("127.0.0.1", 0, Patience.DEFAULT),
            List.of(group, IngestApi.of(options, useCases, telemetry)),
            registry,
            "x".repeat(24));
    server.start();
    real.tenant("t1");
    key(FakeLogins.TENANT, OWNER, Scopes.EVERYTHING);
  }

  int port() {
    return server.port();
  }

  /// How many streams and sockets are open.
  int openStreams() {
    return real.openStreams.get();
  }

  TenantId tenant(String id) {
    return real.tenant(id);
  }

  /// From now on `token` is that of a key with those scopes.
  void key(TenantId tenant, String token, Scopes scopes) {
    logins.add(token, real.key(tenant, token, scopes));
  }

  /// Makes things of the owner's: a queue, a topic, a subscription and a job, each with something
  /// in it. Answers what they are called, by the arguments of paths.
  Map<String, String> things() throws Exception {
    var made = new HashMap<String, String>(Map.of("queue", "jobs", "topic", "orders"));
    ok(OWNER, "POST", "/v1/queues", "{\"name\":\"dead\"}");
    ok(
        OWNER,
        "POST",
        "/v1/queues",
        "{\"name\":\"jobs\",\"dead_letter\":{\"queue\":\"dead\",\"max_receives\":3}}");
    ok(OWNER, "POST", "/v1/topics", "{\"name\":\"orders\",\"retention_seconds\":600}");
    ok(OWNER, "POST", "/v1/topics/orders/messages?subject=eu", BODY);
    ok(OWNER, "POST", "/v1/queues/jobs/messages", BODY);
    var received = ok(OWNER, "POST", "/v1/queues/jobs/receive", "{\"max\":1}");
    made.put("receipt", received.json().at("/messages/0/receipt").asText());
    ok(OWNER, "POST", "/v1/queues/jobs/messages", BODY);
    var subscription =
        ok(
            OWNER,
            "POST",
            "/v1/subscriptions",
            """
            {"name":"s","topic":"orders","pattern":"orders.>","delivery_type":"sse"}""");
    made.put("subscription", subscription.json().path("id").asText());
    var job = ok(OWNER, "POST", "/v1/queues/jobs/redrive", "{\"max\":1}");
    made.put("job", job.json().path("id").asText());
    ok(OWNER, "POST", "/v1/buckets", "{\"name\":\"users\"}");
    ok(OWNER, "PUT", "/v1/kv/users/a.b", "1");
    made.put("bucket", "users");
    made.put("key…", "a.b");
    made.put("name", "hooks");
    made.put("ingest", ingest("hooks", ""));
    made.put("ingest-with-path", ingest("paths", ",\"subject\":{\"path\":true}"));
    made.put("rest…", "eu/created");
    made.put("key", "ak_3");
    made.put("name", "made");
    made.put("request", FakeInvites.REQUEST);
    made.put("tenant", "t1");
    made.put("token", FakeInvites.TOKEN);
    return made;
  }

  /// Makes an ingest of the owner's for anybody. Answers its id.
  private String ingest(String name, String more) throws Exception {
    var body =
        """
        {"name":"%s","target":{"queue":"jobs"},"auth":{"type":"open"}%s}"""
            .formatted(name, more);
    var path = ok(OWNER, "POST", "/v1/ingests", body).json().path("path").asText();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Answer ok(String token, String method, String path, String body) throws Exception {
    var answer = call(token, method, path, body);
    if (answer.status() >= 300) {
      throw new AssertionError(path + ": " + answer);
    }
    return answer;
  }

  /// Makes a call. Of a stream nothing is read.
  Answer call(String token, String method, String path, String body) throws Exception {
    return send(
        request(path)
            .header("Authorization", "Bearer " + token)
            .method(method, BodyPublishers.ofString(body, UTF_8)));
  }

  /// A stream of the owner's, of which as much is read as is asked for. Close it.
  InputStream stream(String path) throws Exception {
    var call = request(path).header("Authorization", "Bearer " + OWNER).GET().build();
    return client.send(call, BodyHandlers.ofInputStream()).body();
  }

  /// Gets `path` without a key.
  Answer open(String path) throws Exception {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private Answer send(HttpRequest.Builder request) throws Exception {
    var answer = client.send(request.build(), BodyHandlers.ofInputStream());
    try (var in = answer.body()) {
      var type = answer.headers().firstValue("Content-Type").orElse("");
      return new Answer(
          answer.statusCode(),
          type.equals("text/event-stream") ? "" : new String(in.readAllBytes(), UTF_8));
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
    server.stop();
    real.close();
  }
}
