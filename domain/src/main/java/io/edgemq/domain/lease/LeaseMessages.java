package io.edgemq.domain.lease;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Lease;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Leases to a receiver the messages that can be received for the longest time. One that was handed
/// out as often as its queue allows moves to the dead-letter queue instead, as long as there is
/// one.
public record LeaseMessages(Wanted wanted, HandleFormat handles, MoveTargets targets) {
  /// What a receiver wants.
  ///
  /// @param max how many messages at most
  /// @param bytes after how many bytes of payload there are no more
  /// @param visibility how long to lease them; null: as the queue says
  /// @param without what it has already: a receive hands out each message once
  public record Wanted(int max, long bytes, @Nullable Duration visibility, Set<Long> without) {
    public Wanted {
      without = Set.copyOf(without);
    }
  }

  /// What was leased, and what was handed out often enough and has to be moved. Once it is moved,
  /// there may be more to lease.
  public record Leased(List<HandedOut> held, List<Moves> moves) {
    public Leased {
      held = List.copyOf(held);
      moves = List.copyOf(moves);
    }

    /// Whether there was nothing.
    public boolean isEmpty() {
      return held.isEmpty() && moves.isEmpty();
    }
  }

  /// A message that was leased.
  public record HandedOut(long sequence, Lease lease) {}

  /// Decides on as much as there is, and as the receiver wants.
  public Leased decide(Proposal proposal) {
    var held = new ArrayList<HandedOut>();
    var moves = new ArrayList<Moves>();
    long bytes = 0;
    long until = proposal.in(proposal.config().visibilityOr(wanted.visibility()));
    while (held.size() < wanted.max() && bytes < wanted.bytes() && !proposal.isFull()) {
      var next = proposal.book().firstReady(wanted.without());
      if (next.isEmpty()) {
        break;
      }
      var message = next.get();
      var move = burial(proposal, message);
      if (move.isPresent()) {
        moves.add(targets.move(proposal, message, move.get()));
      } else {
        proposal.decide(message, message.state().leased(proposal.token(), proposal.now(), until));
        held.add(new HandedOut(message.sequence(), handles.lease(message)));
      }
      bytes += message.size(); // whoever receives moves it too, and has it in memory then
    }
    return new Leased(held, moves);
  }

  private Optional<Move> burial(Proposal proposal, MessageEntry message) {
    return Optional.ofNullable(proposal.config().deadLetter())
        .filter(policy -> policy.isExhausted(message.state().attempts()))
        .filter(policy -> targets.exists().test(policy.queue()))
        .map(policy -> new Move.DeadLettered(policy.queue(), DeadLetterReason.MAX_RECEIVES));
  }
}
