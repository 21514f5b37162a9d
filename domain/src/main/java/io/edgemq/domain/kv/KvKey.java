package io.edgemq.domain.kv;

import java.util.Optional;
import java.util.Set;

/// A key of a bucket: 1 to 15 tokens separated by `.`, each of 1 to 128 letters, digits, `_`, `=`,
/// `/` or `-`, so that `<topic>.<key>` is a subject (SPEC 6). Parts between slashes are not empty,
/// the last one is neither `history` nor `incr`, and no key is `watch`: these are paths of their
/// own.
public record KvKey(String value) implements Comparable<KvKey> {
  static final int MAX_TOKENS = 15;
  static final int MAX_TOKEN_LENGTH = 128;
  private static final Set<String> PATHS = Set.of("history", "incr");

  public KvKey {
    var complaint = complaint(value);
    if (complaint.isPresent()) {
      throw new IllegalArgumentException("key " + complaint.get());
    }
  }

  /// Whether `text` can be a key.
  public static boolean isLegal(String text) {
    return complaint(text).isEmpty();
  }

  /// What keeps `text` from being a key, worded to follow "key"; empty when nothing does.
  public static Optional<String> complaint(String text) {
    int tokens = 1;
    int length = 0;
    char before = '/';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        tokens++;
        length = checkedLength(length);
        if (length < 0) {
          return Optional.of("has an empty token");
        }
        length = 0;
      } else if (!isKeyCharacter(c)) {
        return Optional.of("has other characters than letters, digits, '_', '=', '/' and '-'");
      } else if (c == '/' && before == '/') {
        return Optional.of("has an empty part beside a '/'");
      } else if (++length > MAX_TOKEN_LENGTH) {
        return Optional.of("has a token of more than " + MAX_TOKEN_LENGTH + " bytes");
      }
      before = c;
    }
    if (length == 0) {
      return Optional.of(text.isEmpty() ? "is empty" : "has an empty token");
    }
    if (before == '/') {
      return Optional.of("has an empty part beside a '/'");
    }
    if (tokens > MAX_TOKENS) {
      return Optional.of("has more than " + MAX_TOKENS + " tokens");
    }
    return isPath(text)
        ? Optional.of("is a path of its own: no key is watch or ends in history or incr")
        : Optional.empty();
  }

  private static int checkedLength(int length) {
    return length == 0 ? -1 : length;
  }

  private static boolean isPath(String text) {
    return text.equals("watch") || PATHS.contains(text.substring(text.lastIndexOf('/') + 1));
  }

  private static boolean isKeyCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '='
        || c == '/'
        || c == '-';
  }

  /// How many bytes it has.
  public int sizeInBytes() {
    return value.length();
  }

  @Override
  public int compareTo(KvKey other) {
    return value.compareTo(other.value);
  }
}
