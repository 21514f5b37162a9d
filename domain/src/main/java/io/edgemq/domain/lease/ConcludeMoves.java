package io.edgemq.domain.lease;

import io.edgemq.domain.lease.StateChange.Moves;
import java.util.List;

/// Decides what came of moves that were carried out. It decides nothing about a move that somebody
/// else has taken over meanwhile: by now the message may even be leased.
public record ConcludeMoves(List<Ended> ended) {
  public ConcludeMoves {
    ended = List.copyOf(ended);
  }

  /// A move, and what came of it.
  public record Ended(Moves moves, StateChange change) {}

  /// Decides so.
  public void decide(Proposal proposal) {
    for (var end : ended) {
      proposal
          .book()
          .find(end.moves().sequence())
          .filter(message -> message.state().equals(end.moves().state()))
          .ifPresent(_ -> proposal.decide(end.change()));
    }
  }
}
