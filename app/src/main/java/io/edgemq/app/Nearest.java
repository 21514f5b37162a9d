package io.edgemq.app;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the word that somebody meant who made a slip of the keyboard.
final class Nearest {
  private Nearest() {}

  /// The one of `words` that takes the fewest letters to be changed, added or left out to become
  /// `typed`; empty when that would be more than a third of them.
  static Optional<String> to(String typed, Collection<String> words) {
    return words.stream()
        .min(Comparator.comparingInt(word -> distance(typed, word)))
        .filter(word -> distance(typed, word) <= Math.max(1, typed.length() / 3));
  }

  private static int distance(String one, String other) {
    var row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
