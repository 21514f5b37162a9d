package io.edgemq.domain.lease;

import io.edgemq.domain.lease.Holder.Holds;
import java.util.List;
import java.util.Optional;

/// Takes leases back that never reached their receiver, as if they had never been. Handles that
/// hold nothing are passed over.
public record Unreceive(List<Optional<Handle>> handles) {
  public Unreceive {
    handles = List.copyOf(handles);
  }

  /// Decides so.
  public void decide(Proposal proposal) {
    for (var handle : handles) {
      if (Holder.of(proposal.book(), handle) instanceof Holds(var message)) {
        proposal.decide(message, message.state().takenBack());
      }
    }
  }
}
