package io.edgemq.domain.lease;

import java.util.Optional;

/// What a handle is worth.
sealed interface Holder {
  /// It holds the lease of this message.
  record Holds(MessageEntry message) implements Holder {}

  /// It settles nothing.
  record HoldsNothing(SettleOutcome why) implements Holder {}

  /// What `handle` is worth by now; empty says nothing of this queue. A lease that ran out is held
  /// until the message is handed out again.
  static Holder of(LeaseBook book, Optional<Handle> handle) {
    var said = handle.filter(h -> h.token() != LeaseState.NO_TOKEN && book.hasHeardOf(h));
    if (said.isEmpty()) {
      return new HoldsNothing(new SettleOutcome.Unknown());
    }
    var message = book.find(said.get().sequence());
    if (message.isEmpty() || message.get().isMoving()) {
      return new HoldsNothing(new SettleOutcome.Gone());
    }
    long token = message.get().state().token();
    if (token == LeaseState.NO_TOKEN) {
      return new HoldsNothing(new SettleOutcome.GivenBack());
    }
    return token == said.get().token()
        ? new Holds(message.get())
        : new HoldsNothing(new SettleOutcome.Stale());
  }
}
