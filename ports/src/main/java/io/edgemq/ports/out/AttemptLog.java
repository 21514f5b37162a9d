package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The latest attempts of subscriptions that push. It is there to be looked at: nothing depends on
/// it.
public interface AttemptLog {
  /// Keeps attempts of any number of subscriptions, each list from the oldest to the newest. Of
  /// each subscription the latest [#MOST] stay, for [#KEPT]. Of one that is gone nothing is kept.
  ///
  /// @throws StoreException.Full when the store has no room; nothing, or only a part, was kept
  /// @throws StoreException when the store cannot answer; all, or a part, may be kept nevertheless
  void append(Map<SubscriptionRef, List<AttemptRecord>> attempts);

  /// The attempts with a number below `before`, the newest first, `limit` at most. Numbers grow and
  /// have gaps, so that pages fit together while new attempts come.
  ///
  /// @throws StoreException when the store cannot answer
  List<Logged> list(SubscriptionRef subscription, long before, int limit);

  /// Forgets the attempts of a subscription.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  void forget(SubscriptionRef subscription);

  /// How many of a subscription are kept.
  int MOST = 200;

  /// How long they are kept.
  Duration KEPT = Duration.ofDays(3);

  /// Beyond every number: where a list begins.
  long END = Long.MAX_VALUE;

  /// An attempt that is kept.
  ///
  /// @param number from 1
  record Logged(long number, AttemptRecord attempt) {}
}
