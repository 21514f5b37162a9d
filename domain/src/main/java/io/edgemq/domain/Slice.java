package io.edgemq.domain;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A part of an ordered list.
///
/// @param next the value of [Paging#after] for the next part; null when this is the last one
public record Slice<T>(List<T> items, @Nullable String next) {
  public Slice {
    items = List.copyOf(items);
  }

  /// Those of its items that `wanted` accepts; the next part is the same.
  public Slice<T> only(Predicate<? super T> wanted) {
    return new Slice<>(items.stream().filter(wanted).toList(), next);
  }

  /// The same part of the list that `change` makes of this one.
  public <R> Slice<R> map(Function<? super T, ? extends R> change) {
    return new Slice<>(items.stream().<R>map(change).toList(), next);
  }
}
