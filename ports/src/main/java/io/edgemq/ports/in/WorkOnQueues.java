package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import java.time.Duration;
import java.util.List;

/// Hands a queue's messages to a worker that holds a connection: as many as it says it can have
/// unsettled at once.
public interface WorkOnQueues {
  /// The most messages that may be unsettled at once under one work.
  int MOST_CREDIT = 1000;

  /// Begins to work on the queue. The caller has to close what it gets.
  ///
  /// @param credit how many messages may be unsettled at once, 1 to 1 000
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<QueueWork> open(Principal principal, QueueName queue, int credit);

  /// What a worker does on one queue. For any thread, but one at a time for [#next].
  interface QueueWork extends AutoCloseable {
    /// Leases the next messages, at most as many as there is credit for, and as one receive takes.
    /// Waits for credit and for messages until there is one or `wait` has passed; then none. Each
    /// message takes one credit, until a settlement of it was carried out, by whatever way this
    /// process sees that, or its lease has ended. An extension moves the end of the lease; a
    /// settlement that was refused gives nothing back.
    ///
    /// Refused when the queue is gone, when the caller may not receive any more, or when the
    /// process shuts down: then it is over, and a wait ends early. What is unsettled stays so until
    /// the work is closed. None, at once, when it was closed.
    ///
    /// @throws InterruptedException when the thread is interrupted while it waits; nothing is
    ///     leased then
    /// @throws io.edgemq.domain.StoreException when the store does not answer; what was leased
    ///     unnoticed comes back when its lease ends
    Outcome<List<Received>> next(Duration wait) throws InterruptedException;

    /// From now on that many may be unsettled, also for a [#next] that waits; what is leased stays
    /// leased.
    ///
    /// @param credit 1 to 1 000
    Outcome<Unit> credit(int credit);

    /// Gives back messages that [#next] has answered and that never reached the worker: each can be
    /// received again at once, its attempt does not count, and its credit comes back. Nothing for
    /// what is no longer this work's. Never throws; what cannot be given back comes back when its
    /// lease ends.
    void giveBack(List<Received> messages);

    /// How many messages are unsettled now.
    int unsettled();

    /// Gives back what is unsettled: each message can be received again at once, and its attempt
    /// counts. Ends a wait in [#next]; what that has just leased counts as never received. Never
    /// throws; what cannot be given back comes back when its lease ends.
    @Override
    void close();
  }
}
