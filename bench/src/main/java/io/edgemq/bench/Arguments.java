package io.edgemq.bench;

import java.util.HashMap;
import java.util.Map;

/// `name=value` pairs. The runner's processes take them as arguments, and answer with them on
/// standard output, in a line that begins with `RESULT`.
record Arguments(Map<String, String> values) {
  private static final String RESULT = "RESULT ";

  Arguments {
    values = Map.copyOf(values);
  }

  static Arguments parse(String... pairs) {
    var values = new HashMap<String, String>();
    for (var pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) throw new IllegalArgumentException("not name=value: " + pair);
      values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return new Arguments(values);
  }

  static boolean isResult(String line) {
    return line.startsWith(RESULT);
  }

  static Arguments parseResult(String line) {
    return parse(line.substring(RESULT.length()).split(" "));
  }

  /// Prints a result for the runner to read.
  static void answer(String pairs) {
    System.out.println(RESULT + pairs);
    System.out.flush();
  }

  String text(String name) {
    var value = values.get(name);
    if (value == null) throw new IllegalArgumentException("missing argument " + name);
    return value;
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  int number(String name, int otherwise) {
    return values.containsKey(name) ? number(name) : otherwise;
  }

  double decimal(String name) {
    return Double.parseDouble(text(name));
  }
}
