package io.edgemq.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which route a request takes. A tree of path segments, because matching a list of forty patterns
/// one by one would cost more than everything else about a small request. Segments are compared as
/// they came, undecoded, and nothing is normalised: a path that needs it is no path of ours.
final class RouteTable {
  private final List<Route> routes;
  private final Node root = new Node();

  /// Where a request goes.
  sealed interface Target {}

  /// To a route.
  ///
  /// @param arguments what stood in place of the path's segments in braces, decoded
  record Found(Route route, List<String> arguments) implements Target {}

  /// Nowhere: the path is known, the method is not among `methods`.
  ///
  /// @param methods in the form of the Allow header
  record OtherMethod(Header methods) implements Target {}

  /// Nowhere.
  record Nowhere() implements Target {}

  private static final Nowhere NOWHERE = new Nowhere();

  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    final List<Route> routes = new ArrayList<>(2);
    @Nullable Node any;
    @Nullable Header allow;
  }

  RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
    this.routes.forEach(this::mount);
  }

  /// All of them.
  List<Route> routes() {
    return routes;
  }

  private void mount(Route route) {
    var node = root;
    for (var segment : route.path().substring(1).split("/", -1)) {
      if (segment.startsWith("{")) {
        node.any = node.any == null ? new Node() : node.any;
        node = node.any;
      } else {
        node = node.literals.computeIfAbsent(segment, _ -> new Node());
      }
    }
    node.routes.add(route);
    var methods = new TreeSet<String>(List.of(Method.OPTIONS.text()));
    node.routes.forEach(each -> methods.add(each.method().text()));
    node.allow = HeaderValues.createCached(HeaderNames.ALLOW, String.join(", ", methods));
  }

  /// The target of a request to `path`, which is raw and without query.
  Target find(Method method, String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return NOWHERE;
    }
    var node = root;
    List<String> arguments = List.of();
    for (int start = 1; start <= path.length(); ) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      var segment = path.substring(start, end);
      var next = node.literals.get(segment);
      if (next == null && node.any != null && !segment.isEmpty()) {
        next = node.any;
        arguments = with(arguments, segment);
      }
      if (next == null) {
        return NOWHERE;
      }
      node = next;
      start = end + 1;
    }
    return at(node, method, arguments);
  }

  private static Target at(Node node, Method method, List<String> arguments) {
    for (var route : node.routes) {
      if (route.method().equals(method)) {
        return new Found(route, arguments);
      }
    }
    return node.allow == null ? NOWHERE : new OtherMethod(node.allow);
  }

  /// No path has more than two arguments.
  private static List<String> with(List<String> arguments, String segment) {
    var decoded =
        Percent.decode(segment)
            .orElseThrow(
                () -> Problems.invalidParameter("path", "percent-encoded UTF-8").asException());
    return arguments.isEmpty() ? List.of(decoded) : List.of(arguments.getFirst(), decoded);
  }
}
