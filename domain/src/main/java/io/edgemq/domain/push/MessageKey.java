package io.edgemq.domain.push;

import java.util.Comparator;

/// A message of a delivery. What was redriven comes before the topic's.
///
/// @param number its place in the backlog, from 1
public record MessageKey(Backlog backlog, long number) implements Comparable<MessageKey> {
  private static final Comparator<MessageKey> ORDER =
      Comparator.comparing(MessageKey::backlog).thenComparingLong(MessageKey::number);

  public MessageKey {
    if (number < 1) {
      throw new IllegalArgumentException("numbers begin at 1");
    }
  }

  @Override
  public int compareTo(MessageKey other) {
    return ORDER.compare(this, other);
  }
}
