package io.edgemq.ports.in;

import java.util.function.Function;

/// The answer of a use case: what was asked for, or why it was refused (ADR 0002).
public sealed interface Outcome<T> {
  /// It was done.
  record Done<T>(T value) implements Outcome<T> {}

  /// It was not done, and nothing was changed.
  record Refused<T>(Refusal refusal) implements Outcome<T> {}

  /// The outcome of something done.
  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  /// The outcome of something refused.
  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  /// What follows from the value; a refusal stays the same.
  default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
    return switch (this) {
      case Done<T>(T value) -> next.apply(value);
      case Refused<T>(Refusal refusal) -> new Refused<>(refusal);
    };
  }
}
