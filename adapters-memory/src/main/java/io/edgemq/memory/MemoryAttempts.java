package io.edgemq.memory;

import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AttemptLog.Logged;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The latest attempts of one subscription.
final class MemoryAttempts {
  /// The newest first.
  private final Deque<Kept> kept = new ArrayDeque<>();

  private long last;

  /// @param at when it was kept
  private record Kept(Logged logged, Instant at) {}

  void add(AttemptRecord attempt, Instant now) {
    kept.addFirst(new Kept(new Logged(++last, attempt), now));
    if (kept.size() > AttemptLog.MOST) {
      kept.removeLast();
    }
  }

  List<Logged> list(long before, int limit, Instant now) {
    var horizon = now.minus(AttemptLog.KEPT);
    kept.removeIf(each -> !each.at().isAfter(horizon));
    return kept.stream()
        .map(Kept::logged)
        .filter(each -> each.number() < before)
        .limit(limit)
        .toList();
  }

  void clear() {
    kept.clear();
  }
}
