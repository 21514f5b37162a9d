package io.edgemq.http;

import java.util.Locale;
import java.util.Set;

/// What a media type says about its data, as the JSON format of CloudEvents tells them apart
/// (section 3.1.1): JSON is a subtype `json` or one that ends in `+json`.
enum DataKind {
  /// JSON, in UTF-8.
  JSON,
  /// Text, in UTF-8.
  TEXT,
  /// Anything else, and what is in another charset.
  BINARY;

  private static final Set<String> TEXT_SUBTYPES =
      Set.of("xml", "yaml", "javascript", "x-www-form-urlencoded");
  private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

  /// What `mediaType` says, whatever its case.
  static DataKind of(String mediaType) {
    var parts = mediaType.toLowerCase(Locale.ROOT).split(";", -1);
    var type = parts[0].strip();
    int slash = type.indexOf('/');
    if (slash <= 0 || !isUtf8(parts)) {
      return BINARY;
    }
    var subtype = type.substring(slash + 1);
    if (is(subtype, "json")) {
      return JSON;
    }
    boolean text =
        type.startsWith("text/") || TEXT_SUBTYPES.stream().anyMatch(name -> is(subtype, name));
    return text ? TEXT : BINARY;
  }

  private static boolean is(String subtype, String name) {
    return subtype.equals(name) || subtype.endsWith("+" + name);
  }

  /// Whether no charset is named, or one of which each text is UTF-8.
  private static boolean isUtf8(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      var parameter = parts[i].strip();
      if (parameter.startsWith("charset=")) {
        var charset = parameter.substring("charset=".length()).replace("\"", "").strip();
        if (!UTF_8.contains(charset)) {
          return false;
        }
      }
    }
    return true;
  }
}
