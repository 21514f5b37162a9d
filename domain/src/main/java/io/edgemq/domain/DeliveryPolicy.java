package io.edgemq.domain;

import java.time.Duration;

/// How long and how often a delivery is tried that must be acknowledged. Streams acknowledge
/// nothing, so an `sse` subscription only stores the values.
///
/// @param ackWait how long one delivery may take
/// @param maxDeliver how often a message is delivered at most
public record DeliveryPolicy(Duration ackWait, int maxDeliver) {
  /// 25 s and 10 times (SPEC 5).
  public static final DeliveryPolicy DEFAULT = new DeliveryPolicy(Duration.ofSeconds(25), 10);

  /// The shortest time that one push may take.
  public static final Duration SHORTEST_ACK_WAIT = Duration.ofSeconds(1);

  /// The longest time that one push may take.
  public static final Duration LONGEST_ACK_WAIT = Duration.ofMinutes(10);

  /// The most deliveries of a message.
  public static final int MOST_DELIVERIES = 1_000;

  public DeliveryPolicy {
    if (!ackWait.isPositive() || maxDeliver < 1) {
      throw new IllegalArgumentException("not a delivery policy");
    }
  }
}
