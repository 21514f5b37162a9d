package io.edgemq.bench;

import static java.util.Locale.ROOT;

import java.util.OptionalLong;

/// One line of the report: a value, its baseline, and its bound.
record Finding(String what, String value, String against, Bound bound) {
  /// Whether the value is within its bound.
  sealed interface Bound {
    /// A number without a bound.
    record None() implements Bound {}

    record Kept(String text) implements Bound {}

    record Missed(String text) implements Bound {}
  }

  private static final double MEGABYTE = 1 << 20;
  private static final Bound NONE = new Bound.None();

  /// A ratio that must be at least a number, with the spread of its rounds.
  static Finding ratio(String what, Comparison compared, double atLeast) {
    return new Finding(
        what,
        String.format(
            ROOT, "%.2f (%.2f-%.2f)", compared.ratio(), compared.least(), compared.most()),
        String.format(ROOT, "%,.0f/s against %,.0f/s", compared.subject(), compared.floor()),
        bound(compared.ratio() >= atLeast, String.format(ROOT, ">= %.2f", atLeast)));
  }

  /// A ratio of milliseconds that must be at most a number, with the spread of its rounds.
  static Finding slowdown(String what, Comparison compared, double atMost) {
    return new Finding(
        what,
        String.format(
            ROOT, "%.2f (%.2f-%.2f)", compared.ratio(), compared.least(), compared.most()),
        String.format(ROOT, "%,.1f ms against %,.1f ms", compared.subject(), compared.floor()),
        bound(compared.ratio() <= atMost, String.format(ROOT, "<= %.2f", atMost)));
  }

  /// A ratio that must be at most a number.
  static Finding times(String what, double ratio, String against, double atMost) {
    return new Finding(
        what,
        String.format(ROOT, "%.2f", ratio),
        against,
        bound(ratio <= atMost, String.format(ROOT, "<= %.2f", atMost)));
  }

  /// A ratio of microseconds without a bound, with the spread of its rounds. Smaller is better.
  static Finding times(String what, Comparison compared) {
    return new Finding(
        what,
        String.format(
            ROOT, "%.2f (%.2f-%.2f)", compared.ratio(), compared.least(), compared.most()),
        String.format(ROOT, "%,.0f µs against %,.0f µs", compared.subject(), compared.floor()),
        NONE);
  }

  /// A ratio of medians that must be at least a number.
  static Finding ratio(String what, double value, double floor, double atLeast) {
    return new Finding(
        what,
        String.format(ROOT, "%.2f", value / floor),
        String.format(ROOT, "%,.0f/s against %,.0f/s", value, floor),
        bound(value / floor >= atLeast, String.format(ROOT, ">= %.2f", atLeast)));
  }

  static Finding atLeast(String what, double value, String unit, double bound) {
    return new Finding(
        what,
        String.format(ROOT, "%,.0f %s", value, unit),
        "",
        bound(value >= bound, String.format(ROOT, ">= %,.0f", bound)));
  }

  static Finding atMost(String what, double value, String unit, double bound) {
    return new Finding(
        what,
        String.format(ROOT, "%,.1f %s", value, unit),
        "",
        bound(value <= bound, String.format(ROOT, "<= %,.1f", bound)));
  }

  static Finding number(String what, double value, String unit) {
    return new Finding(what, String.format(ROOT, "%,.0f %s", value, unit), "", NONE);
  }

  /// Memory without a bound.
  static Finding memory(String what, OptionalLong bytes) {
    return bytes.isPresent()
        ? number(what, bytes.getAsLong() / MEGABYTE, "MiB")
        : skipped(what, "no /proc here");
  }

  /// The processor time of a request, compared with the floors. A busy machine changes it less than
  /// it changes rates.
  static Finding cost(String what, double micros, String against) {
    return new Finding(what, String.format(ROOT, "%.2f µs", micros), against, NONE);
  }

  /// A value that cannot be measured here.
  static Finding skipped(String what, String why) {
    return new Finding(what, "-", why, NONE);
  }

  boolean isMissed() {
    return bound instanceof Bound.Missed;
  }

  private static Bound bound(boolean kept, String text) {
    return kept ? new Bound.Kept(text) : new Bound.Missed(text);
  }
}
