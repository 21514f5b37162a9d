package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.ReceiveRequest;
import java.util.List;

/// Hands queued messages out under a lease.
public interface ReceiveMessages {
  /// Whether the caller may receive from the queue: asked before anybody looks at how much.
  Outcome<Unit> mayReceive(Principal principal, QueueName queue);

  /// Up to `request.max()` messages, as soon as there is one; none when the wait is over, or when
  /// the process shuts down meanwhile. A caller whose key is revoked or expires while it waits is
  /// refused within a second, and nothing is leased then.
  ///
  /// @throws InterruptedException when the thread is interrupted while it waits; nothing is leased
  ///     then
  /// @throws io.edgemq.domain.StoreException when the store does not answer; what was leased
  ///     unnoticed comes back when its lease ends
  Outcome<List<Received>> receive(Principal principal, QueueName queue, ReceiveRequest request)
      throws InterruptedException;

  /// Takes back messages that were received and could not be handed over: each can be received
  /// again at once, as if this receive had not happened.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer; the messages come back
  ///     when their leases end
  void giveBack(Principal principal, QueueName queue, List<Received> messages);
}
