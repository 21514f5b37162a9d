package io.edgemq.domain.push;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// How far the lanes of a subscription have come together.
///
/// @param floor everything of the topic before this sequence is settled, in every lane
/// @param inFlight how many attempts were on their way
/// @param expired how many messages the topic no longer kept when it was their turn
/// @param isHeld whether in some lane so much is unsettled that nothing new is looked at
/// @param breaker the worst one
/// @param lastError the latest one; empty when there was none
public record DeliverySummary(
    long floor,
    int inFlight,
    long expired,
    boolean isHeld,
    CircuitBreaker breaker,
    Optional<LastError> lastError) {
  /// @throws IllegalArgumentException when there is no lane
  public static DeliverySummary of(Collection<DeliveryProgress> lanes) {
    if (lanes.isEmpty()) {
      throw new IllegalArgumentException("no lane");
    }
    return new DeliverySummary(
        lanes.stream().mapToLong(DeliveryProgress::floor).min().orElseThrow(),
        lanes.stream().mapToInt(DeliveryProgress::inFlight).sum(),
        lanes.stream().mapToLong(DeliveryProgress::expired).sum(),
        lanes.stream().anyMatch(DeliveryProgress::isHeld),
        lanes.stream()
            .map(DeliveryProgress::breaker)
            .max(
                Comparator.comparingInt(DeliverySummary::badness)
                    .thenComparingInt(CircuitBreaker::failures))
            .orElseThrow(),
        lanes.stream()
            .flatMap(lane -> lane.lastError().stream())
            .max(Comparator.comparing(LastError::at)));
  }

  private static int badness(CircuitBreaker breaker) {
    return switch (breaker) {
      case CircuitBreaker.Closed _ -> 0;
      case CircuitBreaker.HalfOpen _ -> 1;
      case CircuitBreaker.Open _ -> 2;
    };
  }
}
