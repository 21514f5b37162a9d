package io.edgemq.nats;

import io.edgemq.nats.Ruling.Gone;
import io.edgemq.nats.Ruling.Moves;
import io.edgemq.nats.Ruling.Purged;
import io.edgemq.nats.Ruling.Stands;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;

/// What of a ledger still matters, in short.
final class Summary {
  private Summary() {}

  /// The rulings that lead to how things stand.
  ///
  /// @param letters those that are there, in order
  /// @param first the first sequence that is there, or was not heard of yet
  /// @param arrived up to where everything was heard of: what is not there by then has left
  static List<Ruling> of(
      Collection<Letter> letters, Departures departures, long first, long arrived) {
    var rulings = new ArrayList<Ruling>();
    rulings.add(new Purged(first - 1));
    long expected = first;
    for (var letter : letters) {
      gone(expected, Math.min(letter.sequence, arrived + 1), rulings);
      expected = letter.sequence + 1;
      var move = departures.find(letter.sequence);
      if (move.isPresent()) {
        rulings.add(new Moves(letter.sequence, letter.standing, move.get()));
      } else if (!letter.isUntouched()) {
        rulings.add(new Stands(letter.sequence, letter.standing));
      }
    }
    gone(expected, arrived + 1, rulings);
    return rulings;
  }

  private static void gone(long from, long to, List<Ruling> rulings) {
    LongStream.range(from, to).forEach(sequence -> rulings.add(new Gone(sequence)));
  }
}
