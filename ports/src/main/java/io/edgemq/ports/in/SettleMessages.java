package io.edgemq.ports.in;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Ends or prolongs leases.
public interface SettleMessages {
  /// Carries out `orders`, each for itself; one outcome each, in order. An acknowledgement of what
  /// was acknowledged before is done, too.
  Outcome<List<Outcome<Effect>>> settle(Principal principal, QueueName queue, List<Order> orders);

  /// What a receiver wants done with a message.
  sealed interface Order {
    /// What it received the message under.
    String receipt();

    /// Done with it.
    record Ack(String receipt) implements Order {}

    /// Hand it out again after `delay`.
    record Nack(String receipt, Duration delay) implements Order {}

    /// Keep it leased for `visibility` from now.
    record Extend(String receipt, Duration visibility) implements Order {}

    /// Move it to the dead-letter queue.
    record Reject(String receipt, DeadLetterReason reason) implements Order {}
  }

  /// What was done.
  sealed interface Effect {}

  /// The lease has ended.
  record Ended() implements Effect {}

  /// The lease goes on; `receipt` settles it from now on.
  record Extended(String receipt, Instant visibleUntil) implements Effect {}
}
