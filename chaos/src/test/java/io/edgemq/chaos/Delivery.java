package io.edgemq.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/// A message as a receiver was given it.
///
/// @param id its body, by which its sender knows it
/// @param leased since when the lease holds, by the adapter's clock
/// @param until when the lease ends, by the same clock
record Delivery(
    String id, long sequence, int attempt, Instant leased, Instant until, String receipt) {

  /// What a receive for `visibility` answered as one of its messages.
  static Delivery of(JsonNode message, Duration visibility) {
    var until = Instant.parse(message.get("visible_until").asText());
    return new Delivery(
        message.get("body").asText(),
        message.get("sequence").asLong(),
        message.get("attempt").asInt(),
        until.minus(visibility),
        until,
        message.get("receipt").asText());
  }
}
