package io.edgemq.ports.in;

import java.util.function.Function;

/// The answer of a use case: the value, or why the call was refused (ADR 0002).
public sealed interface Outcome<T> {
  /// It was done.
  record Done<T>(T value) implements Outcome<T> {}

  /// It was not done, and nothing was changed.
  record Refused<T>(Refusal refusal) implements Outcome<T> {}

  /// The outcome of a call that was done.
  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  /// The outcome of a call that was refused.
  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  /// What `next` makes of the value; a refusal stays as it is.
  default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
    return switch (this) {
      case Done<T>(T value) -> next.apply(value);
      case Refused<T>(Refusal refusal) -> new Refused<>(refusal);
    };
  }
}
