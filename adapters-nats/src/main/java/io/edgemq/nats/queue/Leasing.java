package io.edgemq.nats.queue;

import io.edgemq.domain.lease.HandleFormat;
import io.edgemq.domain.lease.LeaseMessages;
import io.edgemq.domain.lease.LeaseMessages.HandedOut;
import io.edgemq.domain.lease.LeaseMessages.Wanted;
import io.edgemq.domain.lease.MoveTargets;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.Unreceive;
import java.util.List;
import java.util.Optional;

/// The command that leases messages to a receiver.
///
/// @param targets the queues to which dead letters can be moved
public record Leasing(long incarnation, Wanted wanted, MoveTargets targets)
    implements Command<Leasing.Leased> {
  /// The leased messages, and the exhausted ones, which have to be moved.
  ///
  /// @param incarnation the incarnation of the queue
  public record Leased(long incarnation, List<HandedOut> held, List<Moves> moves) {}

  /// The format of a queue's handles, which every adapter can read.
  public static HandleFormat handles(long incarnation) {
    return new HandleFormat('n', incarnation);
  }

  @Override
  public Optional<Leased> perform(Proposal proposal) {
    var leased = new LeaseMessages(wanted, handles(incarnation), targets).decide(proposal);
    return leased.isEmpty()
        ? Optional.empty()
        : Optional.of(new Leased(incarnation, leased.held(), leased.moves()));
  }

  @Override
  public boolean advancesTime() {
    return wanted.without().isEmpty();
  }

  @Override
  public Leased onTimeout() {
    return new Leased(incarnation, List.of(), List.of());
  }

  @Override
  public void undo(Leased answer, Proposal proposal) {
    var handles = handles(incarnation);
    var held = answer.held().stream().map(out -> handles.read(out.lease().handle())).toList();
    new Unreceive(held).decide(proposal);
  }
}
