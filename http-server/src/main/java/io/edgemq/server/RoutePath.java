package io.edgemq.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A route's path, taken apart: which of its parts are literals and which are arguments.
final class RoutePath {
  private static final String[] NONE = {};
  private static final List<String> DOTS = List.of("…", "...");

  private final List<Part> parts;
  private final List<String> names;
  private final int[] positions;

  /// One part of a path.
  sealed interface Part {}

  /// Stands for itself, as it is written.
  record Literal(String text) implements Part {}

  /// Stands for any one part.
  record Argument(String name) implements Part {}

  /// Stands for all parts that follow.
  record Rest(String name) implements Part {}

  private RoutePath(List<Part> parts) {
    this.parts = List.copyOf(parts);
    this.names = parts.stream().flatMap(part -> name(part).stream()).toList();
    this.positions = new int[names.size()];
    int found = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (!name(parts.get(i)).isEmpty()) {
        positions[found++] = i;
      }
    }
  }

  private static List<String> name(Part part) {
    return switch (part) {
      case Literal _ -> List.of();
      case Argument(var name) -> List.of(name);
      case Rest(var name) -> List.of(name);
    };
  }

  /// Parses `path`. Throws [IllegalArgumentException] when it does not begin with a slash, an
  /// argument is malformed or comes twice, or a rest is not the last part.
  static RoutePath of(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with a slash: " + path);
    }
    var texts = path.substring(1).split("/", -1);
    var parts = new ArrayList<Part>(texts.length);
    var names = new HashSet<String>();
    for (int i = 0; i < texts.length; i++) {
      var part = part(texts[i], path);
      parts.add(part);
      if (part instanceof Rest && i < texts.length - 1) {
        throw new IllegalArgumentException("only the last argument takes the rest: " + path);
      }
      for (var name : name(part)) {
        if (!names.add(name)) {
          throw new IllegalArgumentException("two arguments have one name: " + path);
        }
      }
    }
    return new RoutePath(parts);
  }

  private static Part part(String text, String path) {
    if (!text.contains("{") && !text.contains("}")) {
      return new Literal(text);
    }
    var name = text.substring(1, Math.max(1, text.length() - 1));
    for (var dots : DOTS) {
      if (name.endsWith(dots)) {
        return new Rest(legal(text, name.substring(0, name.length() - dots.length()), path));
      }
    }
    return new Argument(legal(text, name, path));
  }

  private static String legal(String text, String name, String path) {
    boolean legal =
        text.startsWith("{")
            && text.endsWith("}")
            && !name.isEmpty()
            && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
    if (!legal) {
      throw new IllegalArgumentException("an argument looks like {name} or {name…}: " + path);
    }
    return name;
  }

  List<Part> parts() {
    return parts;
  }

  /// The names of its arguments, in order.
  List<String> names() {
    return names;
  }

  /// The arguments in `path`, which this one matches: decoded, in order. A rest keeps its slashes;
  /// an encoded one within it becomes a slash, too. Null when one of them is not percent-encoded
  /// UTF-8.
  String @Nullable [] arguments(String path) {
    if (positions.length == 0) {
      return NONE;
    }
    var arguments = new String[positions.length];
    int start = 1;
    int part = 0;
    for (int i = 0; i < positions.length; i++) {
      for (; part < positions[i]; part++) {
        start = path.indexOf('/', start) + 1;
      }
      int slash = parts.get(part) instanceof Rest ? -1 : path.indexOf('/', start);
      var decoded = Percent.decode(path.substring(start, slash < 0 ? path.length() : slash));
      if (decoded.isEmpty()) {
        return null;
      }
      arguments[i] = decoded.get();
    }
    return arguments;
  }
}
