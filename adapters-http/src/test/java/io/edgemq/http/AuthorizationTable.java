package io.edgemq.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The table in docs/authorization.md.
final class AuthorizationTable {
  private static final Path PAGE = Path.of("../docs/authorization.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Z]+ [^`]+)` \\| (\\w+) \\| ([^|]+) \\|[^|]*\\|");

  private AuthorizationTable() {}

  /// Who may make a call.
  enum Caller {
    ANYBODY,
    KEY,
    OPERATOR
  }

  /// A row.
  ///
  /// @param needs kinds of scopes: those of one set are needed together; none when nothing is
  record Rule(Caller caller, List<Set<String>> needs) {
    /// Whether a key with those kinds of scopes, each for the right thing, may make the call.
    boolean permits(Set<String> kinds) {
      return needs.isEmpty() || needs.stream().anyMatch(kinds::containsAll);
    }
  }

  /// The rows by method and path.
  static Map<String, Rule> read() {
    var rules = new TreeMap<String, Rule>();
    try {
      for (var line : Files.readAllLines(PAGE, StandardCharsets.UTF_8)) {
        var row = ROW.matcher(line);
        if (row.matches()) {
          var rule = new Rule(caller(row.group(2)), needs(row.group(3).strip()));
          if (rules.put(row.group(1), rule) != null) {
            throw new AssertionError("twice in the table: " + row.group(1));
          }
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return rules;
  }

  private static Caller caller(String word) {
    return switch (word) {
      case "anybody" -> Caller.ANYBODY;
      case "key" -> Caller.KEY;
      case "operator" -> Caller.OPERATOR;
      default -> throw new AssertionError("nobody is called that: " + word);
    };
  }

  private static List<Set<String>> needs(String text) {
    var needs = new ArrayList<Set<String>>();
    if (!text.equals("nothing")) {
      for (var alternative : text.split(" or ", -1)) {
        var together = new TreeSet<String>();
        for (var kind : alternative.split(" and ", -1)) {
          if (!kind.matches("`(publish|subscribe|queue|kv|manage)`")) {
            throw new AssertionError("no kind of scope: " + kind);
          }
          together.add(kind.substring(1, kind.length() - 1));
        }
        needs.add(together);
      }
    }
    return needs;
  }
}
