package io.edgemq.nats.queue;

import io.edgemq.domain.lease.Proposal;
import java.util.Optional;

/// What a caller wants of a queue's [QueueReplica]: decided on the book, and decided again when
/// another
/// adapter was first. Called by the desk's thread only; makes no call to the cluster.
public interface Command<T> {
  /// Decides what can be decided now; empty when there is nothing to decide yet, and the caller
  /// waits.
  Optional<T> perform(Proposal proposal);

  /// Whether time passes for it. For the rest of a call that has looked already it stands still, so
  /// that what the call itself made visible again is not seen by it.
  default boolean looks() {
    return true;
  }

  /// What the caller gets when it has waited long enough.
  default T nothing() {
    throw new IllegalStateException("an errand that does not wait");
  }

  /// Takes back what [#perform] decided, when the caller went away before it heard of it.
  default void undone(T answer, Proposal proposal) {}
}
