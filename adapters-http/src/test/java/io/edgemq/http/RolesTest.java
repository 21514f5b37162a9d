package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.EdgeHttpServer;
import io.edgemq.server.ListenOptions;
import io.edgemq.server.ListenOptions.Patience;
import io.edgemq.server.Route;
import io.edgemq.server.RouteGroup;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a process serves in which role, and what it says of the rest (SPEC 8).
final class RolesTest {
  private final TestServer all = new TestServer();

  @AfterEach
  void stop() {
    all.close();
  }

  private List<RouteGroup> adapter() {
    return List.of(
        RestApi.forTenants(all.options(), all.useCases(), all.telemetry()),
        IngestApi.of(all.options(), all.useCases(), all.telemetry()));
  }

  private List<RouteGroup> control() {
    return List.of(
        RestApi.forControl(all.options(), all.control(), all.telemetry()), IngestApi.elsewhere());
  }

  private static EdgeHttpServer serving(List<RouteGroup> groups) {
    var server =
        new EdgeHttpServer(
            new ListenOptions("127.0.0.1", 0, Patience.DEFAULT),
            groups,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            "x".repeat(24));
    server.start();
    return server;
  }

  private static boolean isOfControl(Route route) {
    var path = route.path();
    return name(route).equals("POST /v1/issuers")
        || path.startsWith("/v1/admin/")
        || path.startsWith("/v1/claim/")
        || path.equals("/v1/invite-requests")
        || path.startsWith("/v1/me/")
        || path.startsWith("/v1/issuers/");
  }

  private static boolean isOfBoth(Route route) {
    return name(route).equals("GET /v1/issuers")
        || List.of(
                "/v1/health", "/v1/ready", "/metrics", "/openapi.yaml", "/asyncapi.yaml", "/v1/me")
            .contains(route.path());
  }

  private static String name(Route route) {
    return route.method().text() + " " + route.path();
  }

  @Test
  void an_adapter_serves_all_but_the_control_plane() throws Exception {
    compare(adapter(), "control", route -> !isOfControl(route));
  }

  @Test
  void a_control_process_serves_the_control_plane_and_what_is_open() throws Exception {
    compare(control(), "adapter", route -> isOfControl(route) || isOfBoth(route));
  }

  @FunctionalInterface
  private interface Served {
    boolean here(Route route);
  }

  private void compare(List<RouteGroup> groups, String other, Served served) throws Exception {
    var server = serving(groups);
    try {
      for (var route : all.routes()) {
        var answer = call(server, route);
        if (served.here(route)) {
          assertThat(answer.body()).as(name(route)).doesNotContain("\"code\":\"not_served_here\"");
          assertThat(answer.statusCode()).as(name(route)).isNotEqualTo(405);
        } else {
          assertThat(answer.statusCode()).as(name(route)).isEqualTo(404);
          assertThat(json(answer).path("code").asText()).isEqualTo("not_served_here");
          assertThat(json(answer).path("detail").asText())
              .as(name(route))
              .contains("'" + other + "'");
        }
      }
    } finally {
      server.stop();
    }
  }

  private HttpResponse<String> call(EdgeHttpServer server, Route route) throws Exception {
    var path = route.path().replaceAll("[{][a-z]+…?[}]", "x");
    return all.client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(route.method().text(), BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString(UTF_8));
  }

  @Test
  void what_nobody_serves_is_not_found() throws Exception {
    var server = serving(control());
    try {
      var uri = URI.create("http://127.0.0.1:" + server.port() + "/v1/nonsense");
      var answer =
          all.client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString(UTF_8));

      problem(answer, 404, "not_found");
    } finally {
      server.stop();
    }
  }
}
