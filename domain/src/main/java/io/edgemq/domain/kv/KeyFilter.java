package io.edgemq.domain.kv;

import java.util.List;
import java.util.Optional;

/// Which keys of a bucket are wanted: tokens separated by `.`, of which `*` stands for exactly one
/// and a final `>` for one or more.
public final class KeyFilter {
  /// Every key.
  public static final KeyFilter ALL = new KeyFilter(">");

  private final String value;
  private final List<String> tokens;

  /// Throws [IllegalArgumentException] when [#complaint] has one.
  public KeyFilter(String value) {
    var complaint = complaint(value);
    if (complaint.isPresent()) {
      throw new IllegalArgumentException("match " + complaint.get());
    }
    this.value = value;
    this.tokens = List.of(value.split("\\.", -1));
  }

  /// What keeps `text` from being a filter, worded to follow "match"; empty when nothing does.
  public static Optional<String> complaint(String text) {
    var tokens = text.split("\\.", -1);
    if (tokens.length > KvKey.MAX_TOKENS) {
      return Optional.of("has more than " + KvKey.MAX_TOKENS + " tokens");
    }
    for (int i = 0; i < tokens.length; i++) {
      var token = tokens[i];
      if (token.equals("*")) {
        continue;
      }
      if (token.equals(">")) {
        if (i < tokens.length - 1) {
          return Optional.of("has '>' before its end");
        }
      } else if (token.isEmpty() || !token.matches("[A-Za-z0-9_=/-]{1,128}")) {
        return Optional.of(
            "has a token that is none of a key: letters, digits, '_', '=', '/', '-', or '*' alone");
      }
    }
    return Optional.empty();
  }

  /// The text that it was made from. It is a filter of NATS subjects, too.
  public String value() {
    return value;
  }

  /// The only key that it accepts; empty when it has a wildcard.
  public Optional<String> single() {
    return value.indexOf('*') < 0 && value.indexOf('>') < 0 ? Optional.of(value) : Optional.empty();
  }

  /// What every key that it accepts begins with: all before the first wildcard.
  public String prefix() {
    int end = 0;
    for (var token : tokens) {
      if (token.equals("*") || token.equals(">")) {
        return value.substring(0, end);
      }
      end += token.length() + 1;
    }
    return value;
  }

  /// Whether `key` is wanted. Allocates nothing.
  public boolean accepts(KvKey key) {
    var text = key.value();
    int at = 0;
    for (var token : tokens) {
      if (at > text.length()) {
        return false;
      }
      if (token.equals(">")) {
        return true;
      }
      int dot = text.indexOf('.', at);
      int end = dot < 0 ? text.length() : dot;
      boolean same =
          token.equals("*") || (end - at == token.length() && text.startsWith(token, at));
      if (!same) {
        return false;
      }
      at = end + 1;
    }
    return at > text.length();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyFilter filter && filter.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
