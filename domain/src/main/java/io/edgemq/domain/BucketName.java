package io.edgemq.domain;

/// A bucket's name within its tenant: 1 to 80 letters, digits, `-` or `_` (SPEC 1).
public record BucketName(String value) implements Comparable<BucketName> {
  private static final int MOST = 80;

  public BucketName {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a bucket name: " + value);
    }
  }

  /// Whether `text` can be a bucket's name.
  public static boolean isLegal(String text) {
    return Letters.areName(text, 0, text.length(), MOST);
  }

  @Override
  public int compareTo(BucketName other) {
    return value.compareTo(other.value);
  }
}
