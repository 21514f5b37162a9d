package io.edgemq.domain;

/// A topic's name within its tenant: 1 to 80 letters, digits, `-` or `_` (SPEC 1). It is the first
/// token of each of its subjects.
public record TopicName(String value) implements Comparable<TopicName> {
  private static final int MOST = 80;

  public TopicName {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a topic name: " + value);
    }
  }

  /// Whether `text` can be a topic's name.
  public static boolean isLegal(String text) {
    return isLegal(text, text.length());
  }

  /// Whether the first `end` characters of `text` can be a topic's name.
  static boolean isLegal(String text, int end) {
    return Letters.areName(text, 0, end, MOST);
  }

  @Override
  public int compareTo(TopicName other) {
    return value.compareTo(other.value);
  }
}
