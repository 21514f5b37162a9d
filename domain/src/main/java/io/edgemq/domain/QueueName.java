package io.edgemq.domain;

/// A queue's name within its tenant: 1 to 80 letters, digits, `-` or `_`; a FIFO queue's may end in
/// `.fifo` besides (SPEC 1).
public record QueueName(String value) implements Comparable<QueueName> {
  private static final int MOST = 80;
  private static final String FIFO = ".fifo";

  public QueueName {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a queue name: " + value);
    }
  }

  /// Whether `text` can be a queue's name.
  public static boolean isLegal(String text) {
    int end = text.endsWith(FIFO) ? text.length() - FIFO.length() : text.length();
    return Letters.areName(text, 0, end, MOST);
  }

  /// Whether the name claims a FIFO queue.
  public boolean endsInFifo() {
    return value.endsWith(FIFO);
  }

  @Override
  public int compareTo(QueueName other) {
    return value.compareTo(other.value);
  }
}
