package io.edgemq.jetstream.table;

import java.util.List;
import java.util.function.Function;

/// A change of a table, decided on its rows.
///
/// @param edits made all or none; at most [io.edgemq.jetstream.StreamClient#BATCH_MAX]
/// @param result what the caller gets when the change took effect
public record Decision<V, R>(List<Edit<V>> edits, R result) {
  public Decision {
    edits = List.copyOf(edits);
  }

  /// Nothing changes.
  public static <V, R> Decision<V, R> none(R result) {
    return new Decision<>(List.of(), result);
  }

  /// One row changes.
  public static <V, R> Decision<V, R> one(Edit<V> edit, R result) {
    return new Decision<>(List.of(edit), result);
  }

  /// The same edits with another result.
  public <S> Decision<V, S> map(Function<R, S> other) {
    return new Decision<>(edits, other.apply(result));
  }
}
