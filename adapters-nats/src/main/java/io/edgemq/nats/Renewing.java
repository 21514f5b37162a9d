package io.edgemq.nats;

import io.edgemq.nats.Ruling.Moves;
import io.edgemq.ports.out.QueueStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The errand of somebody who is about to finish moves that were abandoned: from now on they are
/// its own, for as long as a claim lasts. As many as fit into one answer of the cluster.
record Renewing(Targets targets) implements Errand<List<Moves>> {
  private static final int MOST = 100;

  @Override
  public Optional<List<Moves>> perform(Plan plan) {
    var renewed = new ArrayList<Moves>();
    long bytes = 0;
    for (var abandoned : plan.book().abandonedMoves(plan.now(), MOST)) {
      var letter = abandoned.letter();
      if (bytes < QueueStore.RECEIVE_BYTES) {
        renewed.add(targets.move(plan, letter, abandoned.move()));
        bytes += letter.size;
      }
    }
    renewed.sort(Comparator.comparingLong(Moves::sequence));
    return Optional.of(renewed);
  }
}
