package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import java.time.Duration;
import java.util.List;

/// Hands a queue's messages to a worker that holds a connection: as many as it says it can have
/// unsettled at once.
public interface WorkOnQueues {
  /// Begins to work on the queue. The caller has to close what it gets.
  ///
  /// @param credit how many messages may be unsettled at once, 1 to 1 000
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<QueueWork> open(Principal principal, QueueName queue, int credit);

  /// What a worker does on one queue. For any thread, but one at a time for [#next].
  interface QueueWork extends AutoCloseable {
    /// Leases the next messages, at most as many as there is credit for. Waits until there is one
    /// or `wait` has passed; then none. Each message takes one credit, until a settlement of it was
    /// carried out, by whatever way this process sees that, or its lease has ended.
    ///
    /// Refused when the queue is gone, or when the caller may not receive any more: then it is
    /// over.
    ///
    /// @throws InterruptedException when the thread is interrupted while it waits; nothing is
    ///     leased then
    /// @throws io.edgemq.domain.StoreException when the store does not answer; what was leased
    ///     unnoticed comes back when its lease ends
    Outcome<List<Received>> next(Duration wait) throws InterruptedException;

    /// From now on that many may be unsettled; what is leased stays leased.
    Outcome<Unit> credit(int credit);

    /// Gives back what is unsettled: each message can be received again at once, and its attempt
    /// counts. Never throws; what cannot be given back comes back when its lease ends.
    @Override
    void close();
  }
}
