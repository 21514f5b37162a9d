package io.edgemq.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of an ordered list.
///
/// @param next the value of [Paging#after] for the next part; null when this is the last one
public record Slice<T>(List<T> items, @Nullable String next) {
  public Slice {
    items = List.copyOf(items);
  }
}
