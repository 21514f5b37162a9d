package io.edgemq.memory;

import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.DeliveryStore.Claim;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What one subscription has that is delivered: its lanes, its dead letters and its
/// latest attempts.
final class MemoryDelivery {
  private final Map<Integer, Lane> lanes = new HashMap<>();
  private final MemoryDeadLetters deadLetters = new MemoryDeadLetters();
  private final MemoryAttempts attempts = new MemoryAttempts();

  /// A lane.
  ///
  /// @param claim the latest; empty when nobody delivers
  /// @param progress what was saved last; empty when nothing was
  record Lane(Optional<Claim> claim, Optional<DeliveryProgress> progress) {
    private static final Lane NEW = new Lane(Optional.empty(), Optional.empty());
  }

  Lane lane(int index) {
    return lanes.getOrDefault(index, Lane.NEW);
  }

  void put(int index, Lane lane) {
    lanes.put(index, lane);
  }

  MemoryDeadLetters deadLetters() {
    return deadLetters;
  }

  MemoryAttempts attempts() {
    return attempts;
  }
}
