package io.edgemq.http;

import io.helidon.http.Method;
import java.util.List;

/// A path and method that are served. Two routes are equal only when they are the same one.
final class Route {
  private final Method method;
  private final String path;
  private final Endpoint endpoint;
  private final Access access;
  private final List<String> parameters;

  /// Who may call.
  enum Access {
    /// Anybody.
    OPEN,
    /// Who has a token, in the Authorization header.
    BEARER,
    /// Who has a token, in the header or as `?bearer=`: an EventSource can set no header.
    BEARER_OR_PARAMETER
  }

  private Route(Method method, String path, Endpoint endpoint, Access access, List<String> params) {
    this.method = method;
    this.path = path;
    this.endpoint = endpoint;
    this.access = access;
    this.parameters = params;
  }

  /// A route for holders of a token, without query parameters.
  ///
  /// @param path as in OpenAPI: a segment in braces stands for any one
  static Route of(Method method, String path, Endpoint endpoint) {
    return new Route(method, path, endpoint, Access.BEARER, List.of());
  }

  /// This, taking those query parameters.
  Route taking(String... names) {
    return new Route(method, path, endpoint, access, List.of(names));
  }

  /// This, for others.
  Route to(Access other) {
    return new Route(method, path, endpoint, other, parameters);
  }

  Method method() {
    return method;
  }

  String path() {
    return path;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Access access() {
    return access;
  }

  List<String> parameters() {
    return parameters;
  }
}
