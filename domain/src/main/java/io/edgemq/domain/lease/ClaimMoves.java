package io.edgemq.domain.lease;

import io.edgemq.domain.lease.StateChange.Moves;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Takes over moves that were abandoned: they belong to whoever asks, for as long as a claim lasts.
///
/// @param bytes after how many bytes of payload there are no more
public record ClaimMoves(MoveTargets targets, long bytes) {
  private static final int MOST = 100;

  /// Decides so; answers the moves by their sequences.
  public List<Moves> decide(Proposal proposal) {
    var claimed = new ArrayList<Moves>();
    long taken = 0;
    for (var abandoned : proposal.book().abandonedMoves(proposal.moment(), MOST)) {
      if (taken < bytes) {
        claimed.add(targets.move(proposal, abandoned.message(), abandoned.move()));
        taken += abandoned.message().size();
      }
    }
    claimed.sort(Comparator.comparingLong(Moves::sequence));
    return claimed;
  }
}
