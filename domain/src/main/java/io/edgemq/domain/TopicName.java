package io.edgemq.domain;

import java.util.regex.Pattern;

/// A topic's name within its tenant: 1 to 80 letters, digits, `-` or `_` (SPEC 1). It is the first
/// token of each of its subjects.
public record TopicName(String value) implements Comparable<TopicName> {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  public TopicName {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a topic name: " + value);
    }
  }

  /// Whether `text` can be a topic's name.
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }

  @Override
  public int compareTo(TopicName other) {
    return value.compareTo(other.value);
  }
}
