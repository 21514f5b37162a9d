package io.edgemq.domain;

import org.jspecify.annotations.Nullable;

/// Which part of an ordered list is wanted.
///
/// @param after the key of the last item already seen; null begins at the first
/// @param limit how many items at most, from 1
public record Paging(@Nullable String after, int limit) {
  public Paging {
    if (limit < 1) {
      throw new IllegalArgumentException("a page has at least one item");
    }
  }
}
