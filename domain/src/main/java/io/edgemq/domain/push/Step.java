package io.edgemq.domain.push;

import java.time.Instant;
import java.util.Optional;

/// What a delivery does next.
public sealed interface Step {
  /// Send a message.
  record Send(Attempt attempt) implements Step {}

  /// Nothing can be sent before something happens: an answer, a save, a new message.
  ///
  /// @param until when something may be sent without that; empty when never. It is now when the
  ///     breaker's rest has just ended: what there is is to be read first, then asked again
  record Wait(Optional<Instant> until) implements Step {}
}
