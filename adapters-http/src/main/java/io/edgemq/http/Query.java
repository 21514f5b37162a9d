package io.edgemq.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A request's query parameters, decoded. Of a name that comes more than once the first counts. Any
/// visible ASCII character but `#` may stand for itself, though RFC 3986 has some of them encoded:
/// patterns end in `>`, and who types one into a command sends it as it is.
final class Query {
  private static final Query NONE = new Query(List.of());

  private final List<Parameter> parameters;

  private record Parameter(String name, String value) {}

  private Query(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  /// Parses what stands after the `?`. Refuses encodings that are broken or not UTF-8, and
  /// characters that have to be encoded and are not.
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
    return Optional.of(text)
        .filter(Query::isVisible)
        .flatMap(visible -> Percent.decode(visible.replace('+', ' ')))
        .orElseThrow(
            () ->
                Problems.invalidParameter(Texts.printable(name), "percent-encoded UTF-8")
                    .asException());
  }

  private static boolean isVisible(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
  }

  /// The value of `name`; empty when there is none or it is the empty text.
  Optional<String> find(String name) {
    for (var each : parameters) {
      if (each.name().equals(name)) {
        return each.value().isEmpty() ? Optional.empty() : Optional.of(each.value());
      }
    }
    return Optional.empty();
  }

  /// Refuses parameters that are none of `known`, so that a typing mistake never passes silently.
  void requireOnly(List<String> known) {
    for (var each : parameters) {
      if (!known.contains(each.name())) {
        throw Problems.unknownParameter(Texts.printable(each.name())).asException();
      }
    }
  }

  /// The whole number `name`, from `least` to `most`.
  int number(String name, int otherwise, Range range) {
    var text = find(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    boolean digits =
        text.get().length() <= 9 && text.get().chars().allMatch(c -> c >= '0' && c <= '9');
    int value = digits ? Integer.parseInt(text.get()) : -1;
    if (value < range.least() || value > range.most()) {
      throw Problems.outOfRange(name, range.least() + " to " + range.most()).asException();
    }
    return value;
  }

  /// An inclusive range.
  record Range(int least, int most) {}
}
