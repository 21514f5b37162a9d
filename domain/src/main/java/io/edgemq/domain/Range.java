package io.edgemq.domain;

import java.time.Duration;

/// What a value may be: `least` to `most`, both included. Nothing is in range when `most` is the
/// smaller one.
public sealed interface Range {
  /// A range of numbers.
  record Numbers(long least, long most) implements Range {}

  /// A range of numbers that need not be whole.
  record Decimals(double least, double most) implements Range {}

  /// A range of durations.
  record Durations(Duration least, Duration most) implements Range {}
}
