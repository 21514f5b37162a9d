package io.edgemq.application;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.out.AttemptLog;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Attempts that are not written yet, within a bound. For any number of threads.
final class PendingAttempts {
  /// About how many bytes an attempt takes beside its answer.
  private static final int OVERHEAD = 256;

  private final long mostBytes;
  private Map<SubscriptionRef, ArrayDeque<AttemptRecord>> bySubscription = new HashMap<>();
  private long bytes;

  /// @param mostBytes about how many bytes all of them may take
  PendingAttempts(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  private static long bytes(AttemptRecord attempt) {
    return OVERHEAD + (long) attempt.answer().length();
  }

  /// Adds an attempt. What a log would not keep beside it goes. When there is no room, the oldest
  /// of the same subscription go too, or the new one when it has no other; answers how many.
  synchronized int add(SubscriptionRef subscription, AttemptRecord attempt) {
    var own = bySubscription.computeIfAbsent(subscription, _ -> new ArrayDeque<>());
    own.addLast(attempt);
    bytes += bytes(attempt);
    if (own.size() > AttemptLog.MOST) {
      removeOldest(own);
    }
    int lost = 0;
    while (bytes > mostBytes && !own.isEmpty()) {
      removeOldest(own);
      lost++;
    }
    return lost;
  }

  private void removeOldest(ArrayDeque<AttemptRecord> own) {
    bytes -= bytes(own.removeFirst());
  }

  /// Takes all out, each list from the oldest to the newest.
  synchronized Map<SubscriptionRef, List<AttemptRecord>> take() {
    var taken = new HashMap<SubscriptionRef, List<AttemptRecord>>();
    bySubscription.forEach(
        (subscription, own) -> {
          if (!own.isEmpty()) {
            taken.put(subscription, List.copyOf(own));
          }
        });
    bySubscription = new HashMap<>();
    bytes = 0;
    return taken;
  }

  /// Drops those of a subscription.
  synchronized void forget(SubscriptionRef subscription) {
    var own = bySubscription.remove(subscription);
    if (own != null) {
      bytes -= own.stream().mapToLong(PendingAttempts::bytes).sum();
    }
  }
}
