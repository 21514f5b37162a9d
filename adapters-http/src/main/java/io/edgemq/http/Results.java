package io.edgemq.http;

import io.edgemq.ports.in.Outcome;

/// Takes the value out of an outcome.
final class Results {
  private Results() {}

  /// The value; throws the problem that a refusal means.
  static <T> T require(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Refused<T>(var refusal) -> throw Problems.of(refusal).asException();
    };
  }
}
