package io.edgemq.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/// Measures several things in turns (A B C, A B C, ...), so that a slow minute of the machine
/// affects all of them. Takes the median of each.
final class Turns {
  private Turns() {}

  /// The medians, in the order of the measurements.
  static List<Double> medians(int rounds, List<DoubleSupplier> measurements) {
    var values = new double[measurements.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < values.length; i++) values[i][round] = measurements.get(i).getAsDouble();
    }
    var medians = new ArrayList<Double>();
    for (var series : values) medians.add(median(series));
    return medians;
  }

  /// The median; the mean of the two middle values if their number is even.
  static double median(List<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /// The median of an array.
  static double median(double... values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
