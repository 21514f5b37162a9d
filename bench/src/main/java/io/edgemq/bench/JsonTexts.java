package io.edgemq.bench;

import java.util.regex.Pattern;

/// Finds single texts in the server's answers. The answers are flat, and the benchmark needs no
/// library that competes with the server for its class path.
final class JsonTexts {
  private JsonTexts() {}

  /// The text of the field of that name. Throws `IllegalStateException` when there is none.
  static String text(String json, String field) {
    var found = Pattern.compile("\"" + Pattern.quote(field) + "\":\"([^\"]*)\"").matcher(json);
    if (!found.find()) throw new IllegalStateException("no field " + field + " in the answer");
    return found.group(1);
  }
}
