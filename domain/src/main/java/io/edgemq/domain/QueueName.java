package io.edgemq.domain;

import java.util.regex.Pattern;

/// A queue's name within its tenant: 1 to 80 letters, digits, `-` or `_`; a FIFO queue's may end in
/// `.fifo` besides (SPEC 1).
public record QueueName(String value) implements Comparable<QueueName> {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9_-]{1,80}(\\.fifo)?");

  public QueueName {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a queue name: " + value);
    }
  }

  /// Whether `text` can be a queue's name.
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }

  /// Whether the name claims a FIFO queue.
  public boolean endsInFifo() {
    return value.endsWith(".fifo");
  }

  @Override
  public int compareTo(QueueName other) {
    return value.compareTo(other.value);
  }
}
