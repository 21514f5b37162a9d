package io.edgemq.application;

import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.util.function.Function;

/// Changes something that others may change at the same time, here or in another process. The new
/// state is made of the current one and saved only if that is still the current one; else it is
/// tried again with the newer state, a bounded number of times.
final class Revision {
  private static final int MOST = 32;

  private Revision() {}

  /// What came of one attempt.
  sealed interface Step<C, T> {}

  /// It was carried out or refused.
  record Settled<C, T>(Outcome<T> outcome) implements Step<C, T> {}

  /// Somebody else was faster; `current` is the state now.
  record Overtaken<C, T>(C current) implements Step<C, T> {}

  /// The outcome of `attempt`, tried with `found` first and then with each state that overtook it.
  /// Refused as [Refusal.Contended] when it was overtaken each time.
  static <C, T> Outcome<T> of(C found, Function<C, Step<C, T>> attempt) {
    var current = found;
    for (int i = 0; i < MOST; i++) {
      switch (attempt.apply(current)) {
        case Settled<C, T>(var outcome) -> {
          return outcome;
        }
        case Overtaken<C, T>(var overtaking) -> current = overtaking;
      }
    }
    return Outcome.refused(new Refusal.Contended());
  }

  /// An attempt that was carried out.
  static <C, T> Step<C, T> done(T value) {
    return new Settled<>(Outcome.done(value));
  }

  /// An attempt that was refused.
  static <C, T> Step<C, T> refused(Refusal refusal) {
    return new Settled<>(Outcome.refused(refusal));
  }
}
