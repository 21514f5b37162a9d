package io.edgemq.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A request's query parameters, decoded. Of a name that comes more than once the first counts. Any
/// visible ASCII character but `#` may stand for itself, though RFC 3986 has some of them encoded:
/// patterns end in `>`, and people type them into commands as they are.
public final class Query {
  private static final Query NONE = new Query(List.of());

  private final List<Parameter> parameters;

  private record Parameter(String name, String value) {}

  private Query(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  /// Parses what follows the `?`. Throws [Fault.MalformedParameter] for encodings that are broken
  /// or not UTF-8, and for characters that must be encoded and are not.
  static Query parse(String raw) {
    if (raw.isEmpty()) {
      return NONE;
    }
    var parameters = new ArrayList<Parameter>();
    for (int start = 0; start <= raw.length(); ) {
      int and = raw.indexOf('&', start);
      int end = and < 0 ? raw.length() : and;
      int equals = raw.indexOf('=', start);
      int split = equals < 0 || equals > end ? end : equals;
      if (end > start) {
        var name = decode("query", raw.substring(start, split));
        parameters.add(
            new Parameter(name, decode(name, raw.substring(Math.min(split + 1, end), end))));
      }
      start = end + 1;
    }
    return new Query(parameters);
  }

  private static String decode(String name, String text) {
    if (Ascii.isVisible(text) && text.indexOf('#') < 0) {
      var decoded = Percent.decode(text.replace('+', ' '));
      if (decoded.isPresent()) {
        return decoded.get();
      }
    }
    throw new FaultException(new Fault.MalformedParameter(name));
  }

  /// The value of `name`; empty when it is absent or the empty text.
  public Optional<String> find(String name) {
    for (var each : parameters) {
      if (each.name().equals(name)) {
        return each.value().isEmpty() ? Optional.empty() : Optional.of(each.value());
      }
    }
    return Optional.empty();
  }

  /// Throws [Fault.UnknownParameter] for a parameter that is not among `known`, so that a misspelt
  /// one is never ignored.
  void requireOnly(List<String> known) {
    for (var each : parameters) {
      if (!known.contains(each.name())) {
        throw new FaultException(new Fault.UnknownParameter(each.name(), known));
      }
    }
  }
}
