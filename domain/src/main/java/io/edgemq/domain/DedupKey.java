package io.edgemq.domain;

/// Makes a publish or send idempotent: within the dedup window, a second one with the same key
/// stores nothing. 1 to 128 printable ASCII characters.
public record DedupKey(String value) {
  private static final int MOST = 128;

  public DedupKey {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a dedup key");
    }
  }

  /// Whether `text` can be a key.
  public static boolean isLegal(String text) {
    return Letters.arePrintable(text, ' ', MOST);
  }
}
