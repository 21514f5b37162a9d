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

/// The errand of a receiver.
///
/// @param targets which queues there are to send dead letters to
public record Leasing(long incarnation, Wanted wanted, MoveTargets targets)
    implements Command<Leasing.Leased> {
  /// What was leased, and what was found exhausted and has to be moved.
  ///
  /// @param incarnation of the queue that it is of
  public record Leased(long incarnation, List<HandedOut> held, List<Moves> moves) {}

  /// How the handles of a queue are written. Every adapter can read them.
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
  public boolean looks() {
    return wanted.without().isEmpty();
  }

  @Override
  public Leased nothing() {
    return new Leased(incarnation, List.of(), List.of());
  }

  @Override
  public void undone(Leased answer, Proposal proposal) {
    var handles = handles(incarnation);
    var held = answer.held().stream().map(out -> handles.read(out.lease().handle())).toList();
    new Unreceive(held).decide(proposal);
  }
}
