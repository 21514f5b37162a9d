package io.edgemq.store;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Cuts ordered lists into pages.
public final class Pages {
  private Pages() {}

  /// The part of `sorted` that `paging` asks for, each value shown as `view` says. The map's key is
  /// the paging key.
  public static <V, T> Slice<T> of(
      NavigableMap<String, V> sorted, Paging paging, Function<V, T> view) {
    return ofSome(sorted, paging, value -> Optional.of(view.apply(value)));
  }

  /// The same without the values for which `view` is empty: they do not count towards the limit.
  public static <V, T> Slice<T> ofSome(
      NavigableMap<String, V> sorted, Paging paging, Function<V, Optional<T>> view) {
    var after = paging.after();
    var rest = after == null ? sorted : sorted.tailMap(after, false);
    var items = new ArrayList<T>();
    String lastKey = null;
    for (var entry : rest.entrySet()) {
      var shown = view.apply(entry.getValue());
      if (shown.isPresent()) {
        if (items.size() == paging.limit()) {
          return new Slice<>(items, lastKey);
        }
        items.add(shown.get());
        lastKey = entry.getKey();
      }
    }
    return new Slice<>(items, null);
  }

  /// The first `limit` of `found`, which has one more when the list goes on behind them. The paging
  /// key is what `key` says of the last one.
  public static <T> Slice<T> cut(List<T> found, int limit, Function<T, String> key) {
    if (found.size() <= limit) {
      return new Slice<>(found, null);
    }
    var items = found.subList(0, limit);
    return new Slice<>(items, key.apply(items.getLast()));
  }

  /// The part that `paging` asks for of those that `wanted` accepts, the last of `oldestFirst`
  /// first. The map's key is the paging key; behind one that it does not have there is nothing.
  public static <V> Slice<V> newestFirst(
      SequencedMap<String, V> oldestFirst, Paging paging, Predicate<V> wanted) {
    var after = paging.after();
    var all = oldestFirst.reversed().sequencedEntrySet().stream();
    var rest = after == null ? all : all.dropWhile(e -> !e.getKey().equals(after)).skip(1);
    var found =
        rest.filter(entry -> wanted.test(entry.getValue())).limit(paging.limit() + 1L).toList();
    return cut(found, paging.limit(), Map.Entry::getKey).map(Map.Entry::getValue);
  }
}
