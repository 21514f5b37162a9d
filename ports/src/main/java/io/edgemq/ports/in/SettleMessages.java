package io.edgemq.ports.in;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Ends or extends leases.
public interface SettleMessages {
  /// Carries out `orders`, each for itself; one outcome each, in order. To acknowledge a message a
  /// second time is no mistake: it is done again, without effect. They are asked for only once the
  /// caller may settle in the queue; what asking for them throws is passed on.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer; some orders may have
  ///     been carried out, and all may be repeated
  Outcome<List<Outcome<Effect>>> settle(
      Principal principal, QueueName queue, Sent<List<Order>> orders);

  /// As the other, of orders that are at hand.
  default Outcome<List<Outcome<Effect>>> settle(
      Principal principal, QueueName queue, List<Order> orders) {
    return settle(principal, queue, () -> orders);
  }

  /// What a receiver wants done with a message. It names the message by its receipt, which is a
  /// text that anybody may have made up; only when it is verified there is a handle, and of the
  /// order a [io.edgemq.domain.Settlement].
  sealed interface Order {
    /// The receipt that the message was received with.
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
