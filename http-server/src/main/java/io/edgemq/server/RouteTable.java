package io.edgemq.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which route a request takes. A tree of the paths' parts, because matching a list of forty
/// patterns one by one would cost more than everything else about a small request.
///
/// Parts are compared as they came, undecoded, and nothing is normalised. A literal is preferred to
/// an argument, and an argument to a rest; what does not lead to a route is given up for the next
/// choice. The path alone decides: a method that it does not have is not looked for elsewhere, but
/// for a rest, whose endpoint can say that what stands in its place is another path. An argument
/// never stands for an empty part, and a rest never for nothing at all; but parts within a
/// rest may be empty, so that the endpoint can say what is wrong with them.
final class RouteTable {
  private final List<Route> routes;
  private final Dialect defaultDialect;
  private final Node root = new Node();

  /// Where a request goes.
  sealed interface Target {
    /// Who words the answer.
    Dialect dialect();
  }

  /// To a route.
  ///
  /// @param arguments what the path has in place of the route's arguments, decoded, in order
  /// @param allow the methods of the path
  record Found(Dialect dialect, Route route, String[] arguments, Header allow) implements Target {}

  /// Nowhere: the path is known, the method is not among `allow`.
  record OtherMethod(Dialect dialect, Header allow) implements Target {}

  /// Nowhere.
  record Nowhere(Dialect dialect) implements Target {}

  private record Entry(Route route, Dialect dialect) {}

  /// @throws IllegalArgumentException when there is no group, or two routes have one path and
  /// method
  RouteTable(List<RouteGroup> groups) {
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("a server without routes");
    }
    this.defaultDialect = groups.getFirst().dialect();
    this.routes = groups.stream().flatMap(group -> group.routes().stream()).toList();
    for (var group : groups) {
      group.routes().forEach(route -> mount(new Entry(route, group.dialect())));
    }
  }

  /// All of them.
  List<Route> routes() {
    return routes;
  }

  private void mount(Entry entry) {
    var node = root;
    for (var part : entry.route().parts().parts()) {
      node = node.child(part);
      node.belongsTo(entry.dialect());
    }
    node.serve(entry);
  }

  /// The target of a request to `path`, which is raw and without query.
  Target find(Method method, String path) {
    var node = path.startsWith("/") ? root.find(method, path, 1) : null;
    var allow = node == null ? null : node.allow;
    if (node == null || allow == null) {
      return new Nowhere(dialect(path));
    }
    for (var entry : node.entries) {
      if (entry.route().method().equals(method)) {
        var arguments = entry.route().parts().arguments(path);
        return arguments == null
            ? new Nowhere(entry.dialect())
            : new Found(entry.dialect(), entry.route(), arguments, allow);
      }
    }
    return new OtherMethod(node.entries.getFirst().dialect(), allow);
  }

  /// Who words the answer to a request for an unknown path.
  private Dialect dialect(String path) {
    var node = root;
    var dialect = defaultDialect;
    for (int start = 1; start <= path.length() && node != null; ) {
      int end = end(path, start);
      node = node.next(path, start, end);
      if (node != null) {
        dialect = node.shared || node.dialect == null ? defaultDialect : node.dialect;
      }
      start = end + 1;
    }
    return dialect;
  }

  private static int end(String path, int start) {
    int slash = path.indexOf('/', start);
    return slash < 0 ? path.length() : slash;
  }

  /// A place in the tree.
  private static final class Node {
    private final List<String> names = new ArrayList<>(0);
    private final List<Node> literals = new ArrayList<>(0);
    private final List<Entry> entries = new ArrayList<>(0);
    private @Nullable Node argument;
    private @Nullable Node rest;
    private @Nullable Header allow;
    private @Nullable Dialect dialect;
    private boolean shared;

    Node child(RoutePath.Part part) {
      switch (part) {
        case RoutePath.Literal(var text) -> {
          return literal(text);
        }
        case RoutePath.Argument _ -> {
          argument = existingOr(argument);
          return argument;
        }
        case RoutePath.Rest _ -> {
          rest = existingOr(rest);
          return rest;
        }
      }
    }

    private static Node existingOr(@Nullable Node known) {
      return known == null ? new Node() : known;
    }

    private Node literal(String text) {
      int known = names.indexOf(text);
      if (known >= 0) {
        return literals.get(known);
      }
      var node = new Node();
      names.add(text);
      literals.add(node);
      return node;
    }

    /// A route of `owner` goes through here.
    void belongsTo(Dialect owner) {
      shared |= dialect != null && dialect != owner;
      dialect = owner;
    }

    /// A route ends here.
    void serve(Entry entry) {
      var method = entry.route().method();
      if (entries.stream().anyMatch(each -> each.route().method().equals(method))) {
        throw new IllegalArgumentException(
            "two routes for " + method.text() + " " + entry.route().path());
      }
      entries.add(entry);
      var methods = new TreeSet<String>(List.of(Method.OPTIONS.text()));
      entries.forEach(each -> methods.add(each.route().method().text()));
      allow = HeaderValues.createCached(HeaderNames.ALLOW, String.join(", ", methods));
    }

    /// Where the path leads whose next part begins at `start`; null when that is nowhere. At most
    /// every node of the tree is visited once.
    @Nullable Node find(Method method, String path, int start) {
      int end = end(path, start);
      var literal = literal(path, start, end);
      var found = literal == null ? null : literal.follow(method, path, end);
      if (found == null && argument != null && end > start) {
        found = argument.follow(method, path, end);
      }
      return rest != null && start < path.length() && rest.isBetterThan(found, method)
          ? rest
          : found;
    }

    private @Nullable Node follow(Method method, String path, int end) {
      if (end < path.length()) {
        return find(method, path, end + 1);
      }
      return entries.isEmpty() ? null : this;
    }

    private boolean isBetterThan(@Nullable Node other, Method method) {
      return other == null || (!other.serves(method) && serves(method));
    }

    private boolean serves(Method method) {
      return entries.stream().anyMatch(entry -> entry.route().method().equals(method));
    }

    private @Nullable Node literal(String path, int start, int end) {
      int length = end - start;
      for (int i = 0; i < names.size(); i++) {
        var name = names.get(i);
        if (name.length() == length && path.startsWith(name, start)) {
          return literals.get(i);
        }
      }
      return null;
    }

    /// The likeliest step from here.
    @Nullable Node next(String path, int start, int end) {
      var literal = literal(path, start, end);
      if (literal != null) {
        return literal;
      }
      return end > start && argument != null ? argument : null;
    }
  }
}
