package io.edgemq.domain.lease;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Moves dead letters back, those that nobody has leased.
///
/// @param sequences the messages to look at, in order
/// @param to where each message goes; those that go nowhere are not in it
public record RedriveMessages(List<Long> sequences, Map<Long, QueueName> to, MoveTargets targets) {
  public RedriveMessages {
    sequences = List.copyOf(sequences);
    to = Map.copyOf(to);
  }

  /// The messages that one step of a redrive looks at.
  ///
  /// @param more whether there are others after the last of them
  public record Candidates(List<Long> sequences, boolean more) {
    public Candidates {
      sequences = List.copyOf(sequences);
    }

    /// Up to `max` with sequences in `(after, end]`.
    public static Candidates of(LeaseBook book, long after, long end, int max) {
      var found = book.between(after, end, max + 1L);
      return new Candidates(
          found.stream().limit(max).map(MessageEntry::sequence).toList(), found.size() > max);
    }
  }

  /// What was decided on.
  ///
  /// @param seen of how many messages: the next one has to wait for one of its group
  public record Decided(List<Moves> moves, int seen) {
    public Decided {
      moves = List.copyOf(moves);
    }
  }

  /// Decides on the messages, in order.
  public Decided decide(Proposal proposal) {
    var moves = new ArrayList<Moves>();
    var book = proposal.book();
    // those after a message that moves wait, wherever they would go
    var moving = book.keepsGroups() ? book.pending().groups() : Set.of();
    for (int seen = 0; seen < sequences.size(); seen++) {
      var message =
          book.find(sequences.get(seen))
              .filter(there -> !there.isMoving() && !book.isLeased(there));
      var target = to.get(sequences.get(seen));
      if (message.isPresent() && target != null) {
        if (moving.contains(Optional.ofNullable(message.get().group()))) {
          return new Decided(moves, seen);
        }
        moves.add(targets.move(proposal, message.get(), new Move.Redriven(target)));
      }
    }
    return new Decided(moves, sequences.size());
  }
}
