package io.edgemq.domain.lease;

import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.Holder.Holds;
import io.edgemq.domain.lease.Holder.HoldsNothing;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Carries out what receivers decide about the messages that they hold leases on.
public record SettleLeases(List<Claim> claims, HandleFormat handles, MoveTargets targets) {
  public SettleLeases {
    claims = List.copyOf(claims);
  }

  /// What is wanted, and what its handle says.
  ///
  /// @param handle empty when it says nothing of this queue
  public record Claim(Settlement settlement, Optional<Handle> handle) {
    /// The claim, with its handle read.
    public static Claim of(Settlement settlement, HandleFormat handles) {
      return new Claim(settlement, handles.read(settlement.handle()));
    }
  }

  /// One outcome per claim, in order.
  ///
  /// @param moves what was rejected and has to be moved
  public record Settled(List<SettleOutcome> outcomes, List<Moves> moves) {
    public Settled {
      outcomes = List.copyOf(outcomes);
      moves = List.copyOf(moves);
    }
  }

  /// Decides on the claims, in order.
  public Settled decide(Proposal proposal) {
    var outcomes = new ArrayList<SettleOutcome>();
    var moves = new ArrayList<Moves>();
    for (var claim : claims) {
      outcomes.add(
          switch (Holder.of(proposal.book(), claim.handle())) {
            case HoldsNothing(var why) -> why;
            case Holds(var message) -> settle(proposal, message, claim.settlement(), moves);
          });
    }
    return new Settled(outcomes, moves);
  }

  private SettleOutcome settle(
      Proposal proposal, MessageEntry message, Settlement settlement, List<Moves> moves) {
    var state = message.state();
    return switch (settlement) {
      case Settlement.Ack _ -> {
        proposal.decide(new Gone(message.sequence()));
        yield new SettleOutcome.Done();
      }
      case Settlement.Nack(_, var delay) -> {
        proposal.decide(message, state.released(proposal.now(), proposal.in(delay)));
        yield new SettleOutcome.Done();
      }
      case Settlement.Extend(_, var visibility) -> {
        proposal.decide(message, state.extended(proposal.now(), proposal.in(visibility)));
        yield new SettleOutcome.Extended(handles.lease(message));
      }
      case Settlement.Reject(_, var reason) -> {
        var policy = proposal.config().deadLetter();
        if (policy == null || !targets.exists().test(policy.queue())) {
          yield new SettleOutcome.NoDeadLetterQueue();
        }
        var move = new Move.DeadLettered(policy.queue(), reason);
        moves.add(targets.move(proposal, message, move));
        yield new SettleOutcome.Done();
      }
    };
  }
}
