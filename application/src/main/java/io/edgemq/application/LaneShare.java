package io.edgemq.application;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.out.OwnerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/// Says which of several processes delivers a lane: the one with the highest hash of both names, so
/// that a process that joins or leaves moves few lanes between others. Of the lanes of one
/// subscription no process gets more than an equal part, rounded up: it passes when it has that.
final class LaneShare {
  private static final long FIRST = 0xcbf29ce484222325L;
  private static final long FACTOR = 0x100000001b3L;

  private LaneShare() {}

  /// The processes that deliver the lanes of `subscription`, by number; none when none is alive.
  static List<OwnerId> of(SubscriptionRef subscription, int lanes, Collection<OwnerId> alive) {
    if (alive.isEmpty()) {
      return List.of();
    }
    int most = Math.ceilDiv(lanes, alive.size());
    var taken = new HashMap<OwnerId, Integer>();
    var owners = new ArrayList<OwnerId>(lanes);
    for (int i = 0; i < lanes; i++) {
      int lane = i;
      var owner =
          alive.stream()
              .filter(each -> taken.getOrDefault(each, 0) < most)
              .max(
                  Comparator.<OwnerId>comparingLong(each -> hash(subscription, lane, each))
                      .thenComparing(OwnerId::value))
              .orElseThrow();
      taken.merge(owner, 1, Integer::sum);
      owners.add(owner);
    }
    return owners;
  }

  /// FNV-1a, its bits mixed once more, so that names that differ in one letter are far apart.
  private static long hash(SubscriptionRef subscription, int lane, OwnerId owner) {
    var text = subscription.id().value() + '/' + lane + '/' + owner.value();
    long hash = FIRST;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FACTOR;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    return hash ^ hash >>> 29;
  }
}
