package io.edgemq.application;

import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Says which of several processes delivers a lane: the one with the highest hash of both names, so
/// that a process that joins or leaves moves no lane between two others.
final class LaneShare {
  private static final long FIRST = 0xcbf29ce484222325L;
  private static final long FACTOR = 0x100000001b3L;

  private LaneShare() {}

  /// The process that delivers `lane`; empty when there is none.
  static Optional<OwnerId> of(LaneRef lane, Collection<OwnerId> alive) {
    return alive.stream()
        .max(
            Comparator.<OwnerId>comparingLong(owner -> hash(lane, owner))
                .thenComparing(OwnerId::value));
  }

  /// FNV-1a, its bits mixed once more, so that names that differ in one letter are far apart.
  private static long hash(LaneRef lane, OwnerId owner) {
    var text = lane.subscription().id().value() + '/' + lane.index() + '/' + owner.value();
    long hash = FIRST;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FACTOR;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    return hash ^ hash >>> 29;
  }
}
