package io.edgemq.domain;

/// Names a message group: 1 to 128 printable ASCII characters, as in SQS. Within a FIFO queue, the
/// messages of a group are delivered in order and one at a time.
public record GroupId(String value) {
  private static final int MOST = 128;

  public GroupId {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a message group");
    }
  }

  /// Whether `text` can name a group.
  public static boolean isLegal(String text) {
    return Letters.arePrintable(text, '!', MOST);
  }
}
