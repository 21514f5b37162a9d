package io.edgemq.nats;

import java.util.List;
import java.util.function.Function;

/// What a caller wants to become of a table, having seen its rows.
///
/// @param edits all of them or none are made; at most [Stream#BATCH_MAX]
/// @param result what the caller learns when it came to pass
record Decision<V, R>(List<Edit<V>> edits, R result) {
  Decision {
    edits = List.copyOf(edits);
  }

  /// Nothing changes.
  static <V, R> Decision<V, R> none(R result) {
    return new Decision<>(List.of(), result);
  }

  /// One row changes.
  static <V, R> Decision<V, R> one(Edit<V> edit, R result) {
    return new Decision<>(List.of(edit), result);
  }

  /// The same edits with another result.
  <S> Decision<V, S> map(Function<R, S> other) {
    return new Decision<>(edits, other.apply(result));
  }
}
