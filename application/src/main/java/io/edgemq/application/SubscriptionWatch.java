package io.edgemq.application;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.SubscriptionStore;

/// Tells the open streams of this process of changes to their subscriptions, made in any process.
/// When the store is out it waits, and then brings every stream up to date.
public final class SubscriptionWatch implements AutoCloseable {
  private final ChangeWatch<SubscriptionRef> watch;

  public SubscriptionWatch(SubscriptionStore store, Streams streams) {
    this.watch =
        new ChangeWatch<>(
            "subscription-watch",
            new ChangeWatch.Listener<>() {
              @Override
              public Changes<SubscriptionRef> changes() {
                return store.changes();
              }

              @Override
              public void changed(SubscriptionRef subscription) {
                streams.refresh(subscription);
              }

              @Override
              public void anyChanged() {
                streams.refreshAll();
              }
            });
  }

  /// Begins to watch; once.
  public void start() {
    watch.start();
  }

  /// Ends the watching.
  @Override
  public void close() {
    watch.close();
  }
}
