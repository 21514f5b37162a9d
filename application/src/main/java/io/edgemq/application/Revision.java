package io.edgemq.application;

import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.util.function.Function;

/// Changes something that others may change at the same time, here or in another process: what is
/// there is made into what shall be, and put in its place only if it is still there; if it is not,
/// all over again, a bounded number of times.
final class Revision {
  private static final int MOST = 32;

  private Revision() {}

  /// What came of one attempt.
  sealed interface Step<C, T> {}

  /// It came to an end, one or the other.
  record Settled<C, T>(Outcome<T> outcome) implements Step<C, T> {}

  /// Somebody else was faster; this is what is there now.
  record Overtaken<C, T>(C current) implements Step<C, T> {}

  /// What `attempt` comes to, at first upon `found`, then upon what overtook it. Refused as
  /// [Refusal.Contended] when it was overtaken each time.
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

  /// The attempt that has just come to `value`.
  static <C, T> Step<C, T> done(T value) {
    return new Settled<>(Outcome.done(value));
  }

  /// The attempt that has just been refused.
  static <C, T> Step<C, T> refused(Refusal refusal) {
    return new Settled<>(Outcome.refused(refusal));
  }
}
