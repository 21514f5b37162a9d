package io.edgemq.nats;

import io.edgemq.nats.Settling.Hearing;
import java.util.List;
import java.util.Optional;

/// The errand of somebody whose leases never reached their receiver. Answers whether the desk knew
/// what the handles tell of; if not, nothing was done.
record Returning(List<Optional<Handle>> handles, Hearing hearing) implements Errand<Boolean> {
  @Override
  public Optional<Boolean> perform(Plan plan) {
    boolean ahead =
        hearing == Hearing.SO_FAR
            && handles.stream().anyMatch(h -> Settling.isAhead(plan.book(), h));
    if (!ahead) {
      handles.forEach(handle -> Settling.takeBack(plan, handle));
    }
    return Optional.of(!ahead);
  }
}
