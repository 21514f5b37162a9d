package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.push.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// Tries the endpoint of a subscription.
public interface TestDelivery {
  /// Sends a message to the endpoint that is not one of the topic's, once, and tells what came of
  /// it. It changes nothing of the subscription, and counts for nothing. Blocks for as long as an
  /// attempt of the subscription may take.
  ///
  /// @throws InterruptedException when the thread is interrupted; the endpoint may have the message
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Tried> test(Principal principal, SubscriptionId id) throws InterruptedException;

  /// What came of an attempt.
  ///
  /// @param at when it began
  /// @param took from then until its end
  /// @param status the answer's; empty when there was none
  /// @param error what kept it from succeeding; empty when it succeeded
  /// @param answer the beginning of the answer's body, or one line about what went wrong
  record Tried(
      Instant at, Duration took, OptionalInt status, Optional<FailureClass> error, String answer) {}
}
