package io.edgemq.domain;

import java.util.regex.Pattern;

/// A bucket's name within its tenant: 1 to 80 letters, digits, `-` or `_` (SPEC 1).
public record BucketName(String value) implements Comparable<BucketName> {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  public BucketName {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a bucket name: " + value);
    }
  }

  /// Whether `text` can be a bucket's name.
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }

  @Override
  public int compareTo(BucketName other) {
    return value.compareTo(other.value);
  }
}
