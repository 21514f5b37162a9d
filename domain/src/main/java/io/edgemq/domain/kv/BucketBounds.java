package io.edgemq.domain.kv;

/// For which cursors of a watch nothing is missing.
///
/// @param since the newest revision of which a watch cannot tell any more: the last one of a former
///     bucket of that name, or of a marker that was dropped; 0 when there is none
/// @param last the newest revision that was ever given; 0 when none was
public record BucketBounds(long since, long last) {
  public BucketBounds {
    if (since < 0 || last < since) {
      throw new IllegalArgumentException("not the bounds of a bucket: " + since + ".." + last);
    }
  }

  /// Whether who has seen everything up to `cursor` has missed something that is not kept, or comes
  /// from another bucket.
  public boolean hasGapAfter(long cursor) {
    return cursor < since || cursor > last;
  }
}
