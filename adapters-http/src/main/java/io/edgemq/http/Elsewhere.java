package io.edgemq.http;

import io.edgemq.server.Endpoint;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.util.List;
import java.util.stream.Stream;

/// The paths that a process does not serve because of its role: their callers are told which role
/// does (SPEC 8).
final class Elsewhere {
  private static final String ADAPTER = "adapter";
  private static final List<Method> METHODS =
      List.of(Method.GET, Method.POST, Method.PUT, Method.PATCH, Method.DELETE);

  /// What only the role `control` serves.
  private static final List<String> OF_CONTROL =
      List.of(
          "/v1/admin/{rest…}",
          "/v1/claim/{token}",
          "/v1/invite-requests",
          "/v1/me/keys",
          "/v1/me/keys/{id}",
          "/v1/me/audit",
          IssuerEndpoints.ONE);

  /// Where every role answers a GET, and only the role `control` changes anything.
  private static final List<String> CHANGED_BY_CONTROL = List.of(IssuerEndpoints.PATH);

  /// What only the role `adapter` serves.
  private static final List<String> OF_ADAPTER =
      List.of(
          "/v1/queues",
          "/v1/queues/{rest…}",
          "/v1/jobs/{id}",
          "/v1/topics",
          "/v1/topics/{rest…}",
          "/v1/subscriptions",
          "/v1/subscriptions/{rest…}",
          SocketEndpoints.PATH,
          SocketEndpoints.PATH + "/{rest…}",
          "/v1/buckets",
          "/v1/buckets/{bucket}",
          "/v1/kv/{rest…}",
          "/v1/tickets",
          "/v1/ingests",
          "/v1/ingests/{name}");

  private Elsewhere() {}

  /// What a process with the role `adapter` answers for the paths of `control`.
  static Stream<Route> ofControl() {
    return Stream.concat(
        routes(OF_CONTROL, METHODS, "control"),
        routes(CHANGED_BY_CONTROL, List.of(Method.POST), "control"));
  }

  /// What a process with the role `control` answers for the paths of `adapter`.
  static Stream<Route> ofAdapter() {
    return routes(OF_ADAPTER, METHODS, ADAPTER);
  }

  /// The same for where others post: no page is told anything there.
  static Stream<Route> ofIngests(String... paths) {
    return routes(List.of(paths), METHODS, ADAPTER);
  }

  /// Nobody is asked who calls: there is nothing to hide.
  private static Stream<Route> routes(List<String> paths, List<Method> methods, String role) {
    Endpoint refusal =
        _ -> {
          throw ControlProblems.notServedHere(role).asException();
        };
    return paths.stream()
        .flatMap(path -> methods.stream().map(method -> Route.of(method, path, refusal).open()));
  }
}
