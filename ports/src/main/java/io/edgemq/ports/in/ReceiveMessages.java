package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.ReceiveRequest;
import java.util.List;

/// Hands queued messages out under a lease.
public interface ReceiveMessages {
  /// Up to `request.max()` messages, as soon as there is one; none when the wait is over.
  Outcome<List<Received>> receive(Principal principal, QueueName queue, ReceiveRequest request)
      throws InterruptedException;

  /// Takes back messages that were received and could not be handed over: each can be received
  /// again at once, as if this receive had not happened.
  void giveBack(Principal principal, QueueName queue, List<Received> messages);
}
