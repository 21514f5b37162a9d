package io.edgemq.domain.lease;

import io.edgemq.domain.lease.StateChange.Move;
import java.util.Optional;

/// What takes one change of a [LeaseBook] back.
///
/// @param before the message before the change; empty when it was not in the book
/// @param early what was known of the message before it arrived
record Undo(long sequence, Optional<Before> before, Optional<StateChange> early) {
  /// @param end see [MessageEntry#end]
  record Before(MessageEntry message, LeaseState state, long end, Optional<Move> move) {}

  /// What is taken back besides the messages.
  record Counters(long tokens, long purged) {}
}
