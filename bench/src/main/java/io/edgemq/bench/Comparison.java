package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/// Two things that were measured in turns, so that a slow minute of the machine affects both. Each
/// round has a ratio of its own; what counts is the median of the ratios.
record Comparison(List<Round> rounds) {
  /// One measurement of each.
  record Round(double subject, double floor) {
    double ratio() {
      return subject / floor;
    }
  }

  Comparison {
    if (rounds.isEmpty()) throw new IllegalArgumentException("no round");
    rounds = List.copyOf(rounds);
  }

  /// Measures both once a round. Who is first changes from round to round.
  static Comparison of(int rounds, DoubleSupplier subject, DoubleSupplier floor) {
    var done = new ArrayList<Round>();
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        double first = subject.getAsDouble();
        done.add(new Round(first, floor.getAsDouble()));
      } else {
        double first = floor.getAsDouble();
        done.add(new Round(subject.getAsDouble(), first));
      }
    }
    return new Comparison(done);
  }

  /// The median of the rounds' ratios.
  double ratio() {
    return median(Round::ratio);
  }

  /// The smallest ratio of a round.
  double least() {
    return rounds.stream().mapToDouble(Round::ratio).min().orElseThrow();
  }

  /// The largest ratio of a round.
  double most() {
    return rounds.stream().mapToDouble(Round::ratio).max().orElseThrow();
  }

  /// The median of the subject.
  double subject() {
    return median(Round::subject);
  }

  /// The median of the floor.
  double floor() {
    return median(Round::floor);
  }

  private double median(ToDoubleFunction<Round> value) {
    return Turns.median(rounds.stream().mapToDouble(value).toArray());
  }
}
