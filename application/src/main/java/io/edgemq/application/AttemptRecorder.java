package io.edgemq.application;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;

/// Takes note of attempts to push, for who looks at them later.
public interface AttemptRecorder extends AutoCloseable {
  /// Begins; once.
  void start();

  /// An attempt has ended. Never waits for a store, never fails.
  void note(SubscriptionRef subscription, AttemptRecord attempt);

  /// Forgets the attempts of a subscription that is gone.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  void forget(SubscriptionRef subscription);

  /// Ends; what was noted is kept first, if that takes no longer than 2 s.
  @Override
  void close();

  /// Takes no note of anything.
  AttemptRecorder NONE =
      new AttemptRecorder() {
        @Override
        public void start() {}

        @Override
        public void note(SubscriptionRef subscription, AttemptRecord attempt) {}

        @Override
        public void forget(SubscriptionRef subscription) {}

        @Override
        public void close() {}
      };
}
