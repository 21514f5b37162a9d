package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.push.AttemptRecord;

/// Tries the endpoint of a subscription.
public interface TestDelivery {
  /// Sends a message to the endpoint that is not one of the topic's, once, and tells what came of
  /// it. It changes nothing of the subscription, and counts for nothing. Blocks for as long as an
  /// attempt of the subscription may take. Its sequence is 0.
  ///
  /// @throws InterruptedException when the thread is interrupted; the endpoint may have the message
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<AttemptRecord> test(Principal principal, SubscriptionId id) throws InterruptedException;
}
