package io.edgemq.chaos;

import java.time.Instant;
import java.util.Map;

/// Deliveries of one message from a queue and from its dead-letter queue, for tests.
final class Deliveries {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  /// The attributes of a message that was received three times.
  static final Map<String, String> EXHAUSTED = marks("max_receives_exceeded", 3);

  private Deliveries() {}

  /// The attributes of a dead letter of `q`.
  static Map<String, String> marks(String reason, int attempts) {
    return Map.of(
        "mq-dead-reason", reason, "mq-source", "q", "mq-attempts", Integer.toString(attempts));
  }

  /// A lease of ten seconds in the queue, the given number of seconds after the start.
  static Delivery live(int sequence, int attempt, long second) {
    return delivery(new Place("q", sequence), attempt, second, Map.of());
  }

  /// A lease of ten seconds in the dead-letter queue, of a message with these attributes.
  static Delivery dead(int sequence, long second, Map<String, String> marks) {
    return delivery(new Place("dead", sequence), 1, second, marks);
  }

  /// A lease of ten seconds of the message `a`.
  static Delivery delivery(Place place, int attempt, long second, Map<String, String> marks) {
    var leased = T0.plusSeconds(second);
    return new Delivery("a", place, attempt, leased, leased.plusSeconds(10), "r", marks);
  }
}
