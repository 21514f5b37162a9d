package io.edgemq.ports.out;

import io.edgemq.domain.SubscriptionRef;
import java.time.Duration;
import java.util.Set;

/// Tells what becomes of subscriptions, whichever process changes them. For one thread at a time.
public interface SubscriptionChanges extends AutoCloseable {
  /// Which subscriptions were made, changed or removed since the last answer, waiting until there
  /// is one or `wait` has passed. What is found ([SubscriptionStore#find]) after an answer is at
  /// least as new as what it tells of; several changes of one subscription may be told as one, and
  /// one that did not change may be named.
  News next(Duration wait) throws InterruptedException;

  /// Ends the telling; a [#next] that waits in another thread answers [Ended].
  @Override
  void close();

  /// What [#next] found.
  sealed interface News {}

  /// @param subscriptions none when nothing came in time
  record Changed(Set<SubscriptionRef> subscriptions) implements News {
    public Changed {
      subscriptions = Set.copyOf(subscriptions);
    }
  }

  /// More has changed than is remembered for a slow caller: any subscription may have.
  record Overrun() implements News {}

  /// The changes were closed.
  record Ended() implements News {}
}
