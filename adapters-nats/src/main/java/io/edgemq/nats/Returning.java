package io.edgemq.nats;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.nats.Settling.Hearing;
import java.util.List;
import java.util.Optional;

/// The errand of somebody whose leases never reached their receiver. Answers whether the desk knew
/// what the handles tell of; if not, nothing was done.
record Returning(long incarnation, List<LeaseHandle> handles, Hearing hearing)
    implements Errand<Boolean> {
  @Override
  public Optional<Boolean> perform(Plan plan) {
    boolean ahead =
        hearing == Hearing.SO_FAR
            && handles.stream().anyMatch(h -> Settling.isAhead(plan.book(), incarnation, h));
    if (!ahead) {
      handles.forEach(handle -> Settling.takeBack(plan, incarnation, handle));
    }
    return Optional.of(!ahead);
  }
}
