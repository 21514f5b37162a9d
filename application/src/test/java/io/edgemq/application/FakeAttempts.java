package io.edgemq.application;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers what was noted.
final class FakeAttempts implements AttemptRecorder {
  final List<AttemptRecord> noted = new CopyOnWriteArrayList<>();
  final List<SubscriptionRef> forgotten = new CopyOnWriteArrayList<>();

  @Override
  public void start() {}

  @Override
  public void note(SubscriptionRef subscription, AttemptRecord attempt) {
    noted.add(attempt);
  }

  @Override
  public void forget(SubscriptionRef subscription) {
    forgotten.add(subscription);
  }

  @Override
  public void close() {}
}
