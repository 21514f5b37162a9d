package io.edgemq.domain;

/// A topic's name within its tenant: 1 to 80 letters, digits, `-` or `_` (SPEC 1), or [#EVENTS]. It
/// is the first token of each of its subjects.
public record TopicName(String value) implements Comparable<TopicName> {
  private static final int MOST = 80;
  private static final String SYSTEM = "$events";

  /// The topic that tells a tenant what becomes of its subscriptions. Only the server makes it and
  /// writes to it; it is the one name with a `$`.
  public static final TopicName EVENTS = new TopicName(SYSTEM);

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
    return Letters.areName(text, 0, end, MOST) || isSystem(text, end);
  }

  private static boolean isSystem(String text, int end) {
    return end == SYSTEM.length() && text.startsWith(SYSTEM);
  }

  /// Whether it is a topic of the server's: everybody may read it, and nobody may make, change,
  /// remove or write to it.
  public boolean isSystem() {
    return isSystem(value, value.length());
  }

  @Override
  public int compareTo(TopicName other) {
    return value.compareTo(other.value);
  }
}
