package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands queued messages out under a lease.
public interface ReceiveMessages {
  /// Up to `request.max()` messages, as soon as there is one; none when the wait is over.
  Outcome<List<Received>> receive(Principal principal, QueueName queue, Request request)
      throws InterruptedException;

  /// Takes back what was received but could not be handed over: the messages can be received again
  /// at once, as if this receive had never been.
  void giveBack(Principal principal, QueueName queue, List<Received> messages);

  /// How to receive.
  ///
  /// @param max how many at most
  /// @param maxWait how long to wait for the first one
  /// @param visibility how long to lease them; null: as the queue says
  record Request(int max, Duration maxWait, @Nullable Duration visibility) {}
}
