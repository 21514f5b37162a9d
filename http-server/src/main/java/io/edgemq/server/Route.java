package io.edgemq.server;

import io.helidon.http.Method;
import java.util.List;

/// A path and method that are served. Immutable; two routes are equal only when they are the same
/// object.
public final class Route {
  private final Method method;
  private final String path;
  private final RoutePath parts;
  private final Endpoint endpoint;
  private final Settings settings;

  /// Who may call.
  public enum Audience {
    /// Whoever calls on behalf of a tenant.
    TENANTS,
    /// Operators only.
    OPERATORS,
    /// Anybody.
    EVERYBODY
  }

  /// What may differ from the usual.
  private record Settings(List<String> parameters, Audience audience, boolean head, boolean vital) {
    static final Settings USUAL = new Settings(List.of(), Audience.TENANTS, true, false);
  }

  private Route(Method method, String path, RoutePath parts, Endpoint endpoint, Settings settings) {
    this.method = method;
    this.path = path;
    this.parts = parts;
    this.endpoint = endpoint;
    this.settings = settings;
  }

  /// A route for callers that the dialect knows, without query parameters.
  ///
  /// Throws [IllegalArgumentException] when `path` has another form than this: as in OpenAPI,
  /// `/v1/queues/{queue}`, a part in braces is an argument and stands for any one part. A last one
  /// with three dots, `{key…}`, stands for all parts that follow, at least one.
  public static Route of(Method method, String path, Endpoint endpoint) {
    return new Route(method, path, RoutePath.of(path), endpoint, Settings.USUAL);
  }

  /// This route, with those query parameters and no others.
  public Route taking(String... names) {
    return with(
        new Settings(List.of(names), settings.audience(), settings.head(), settings.vital()));
  }

  /// This route, for anybody: its dialect is not asked who calls, and query parameters that it does
  /// not take are ignored.
  public Route open() {
    return withAudience(Audience.EVERYBODY);
  }

  /// This route, for operators only.
  public Route forOperators() {
    return withAudience(Audience.OPERATORS);
  }

  private Route withAudience(Audience audience) {
    return with(new Settings(settings.parameters(), audience, settings.head(), settings.vital()));
  }

  /// This route, without HEAD: for a GET whose body has no end.
  public Route withoutHead() {
    return with(new Settings(settings.parameters(), settings.audience(), false, settings.vital()));
  }

  /// This route, served even on connections beyond those that the process serves: for probes.
  public Route vital() {
    return with(new Settings(settings.parameters(), settings.audience(), settings.head(), true));
  }

  private Route with(Settings other) {
    return new Route(method, path, parts, endpoint, other);
  }

  /// The method that it serves.
  public Method method() {
    return method;
  }

  /// Its path as it was given to [#of], with arguments in braces.
  public String path() {
    return path;
  }

  /// What answers its requests.
  public Endpoint endpoint() {
    return endpoint;
  }

  /// The query parameters that it takes.
  public List<String> parameters() {
    return settings.parameters();
  }

  /// Who may call.
  public Audience audience() {
    return settings.audience();
  }

  /// Whether anybody may call.
  public boolean isOpen() {
    return audience() == Audience.EVERYBODY;
  }

  /// Whether a GET route serves HEAD, too.
  public boolean servesHead() {
    return settings.head();
  }

  /// Whether it is served whatever the load.
  public boolean isVital() {
    return settings.vital();
  }

  RoutePath parts() {
    return parts;
  }
}
