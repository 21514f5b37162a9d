package io.edgemq.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Every secret that a test of this run has sent or was shown. No log may have one of them.
final class UsedSecrets {
  /// What answers show secrets as.
  private static final Set<String> FIELDS =
      Set.of("key", "token", "ticket", "invite_token", "secret");

  private static final int SHORTEST = 12;
  private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

  private UsedSecrets() {}

  /// A secret that is used.
  static void add(String secret) {
    if (secret.length() >= SHORTEST) {
      KNOWN.add(secret);
    }
  }

  /// Those in an answer.
  static void addFrom(JsonNode json) {
    json.properties()
        .forEach(
            field -> {
              if (FIELDS.contains(field.getKey()) && field.getValue().isTextual()) {
                add(field.getValue().asText());
              }
              addFrom(field.getValue());
            });
    json.valueStream().filter(_ -> json.isArray()).forEach(UsedSecrets::addFrom);
  }

  /// The lines of `log` that have one. What a first start shows once is passed over: it is meant to
  /// be seen.
  static List<String> in(String log) {
    return log.lines()
        .filter(line -> !line.startsWith("  admin token  ") && !line.startsWith("  demo key     "))
        .filter(line -> KNOWN.stream().anyMatch(line::contains))
        .toList();
  }
}
