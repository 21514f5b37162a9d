package io.edgemq.nats;

import io.edgemq.nats.Ruling.Moves;
import java.util.List;
import java.util.Optional;

/// The errand of somebody who has carried out moves. Who was late, and whose move somebody else has
/// taken over meanwhile, decides nothing: by now the message may even be leased.
record Concluding(List<Ended> ended) implements Errand<Boolean> {
  /// A move, and what came of it.
  record Ended(Moves moves, Ruling ruling) {}

  @Override
  public Optional<Boolean> perform(Plan plan) {
    for (var end : ended) {
      plan.book()
          .find(end.moves().sequence())
          .filter(letter -> letter.standing.equals(end.moves().standing()))
          .ifPresent(_ -> plan.decide(end.ruling()));
    }
    return Optional.of(true);
  }

  @Override
  public boolean looks() {
    return false;
  }
}
