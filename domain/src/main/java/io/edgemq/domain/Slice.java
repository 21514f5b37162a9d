package io.edgemq.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of an ordered list.
///
/// @param next what [Paging#after] is for the part that follows; null when there is none
public record Slice<T>(List<T> items, @Nullable String next) {
  public Slice {
    items = List.copyOf(items);
  }
}
