package io.edgemq.nats.queue;

import io.edgemq.domain.lease.Proposal;
import java.util.Optional;

/// A caller's command to a queue's [QueueReplica]. It is decided on the lease book, and decided
/// again when another adapter appended to the ledger first. Called by the replica's thread only;
/// makes no call to the cluster.
public interface Command<T> {
  /// Decides on what is possible now. Empty when there is nothing to decide yet, so that the caller
  /// waits.
  Optional<T> perform(Proposal proposal);

  /// Whether time advances for this command. The later rounds of one call do not advance time, so
  /// that the call does not see messages that it made visible again itself.
  default boolean advancesTime() {
    return true;
  }

  /// Whether the queue's messages must have arrived; otherwise its ledger is enough.
  default boolean readsMessages() {
    return true;
  }

  /// A command that needs no message to have arrived.
  static <T> Command<T> onLedger(Command<T> command) {
    return new Command<>() {
      @Override
      public Optional<T> perform(Proposal proposal) {
        return command.perform(proposal);
      }

      @Override
      public boolean readsMessages() {
        return false;
      }
    };
  }

  /// The caller's result when it has waited long enough.
  default T onTimeout() {
    throw new IllegalStateException("a command that does not wait");
  }

  /// Undoes what [#perform] decided, when the caller left before it got the result.
  default void undo(T answer, Proposal proposal) {}
}
