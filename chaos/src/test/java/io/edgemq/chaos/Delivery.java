package io.edgemq.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// A message as a receiver got it.
///
/// @param id its body, which identifies it
/// @param leased when the lease began, by the adapter's clock
/// @param until when the lease ends, by the same clock
/// @param attributes its attributes
record Delivery(
    String id,
    Place place,
    int attempt,
    Instant leased,
    Instant until,
    String receipt,
    Map<String, String> attributes) {

  /// Parses one message of the answer to a receive from `queue` with `visibility`.
  static Delivery of(String queue, JsonNode message, Duration visibility) {
    var until = Instant.parse(message.get("visible_until").asText());
    var attributes = new TreeMap<String, String>();
    message
        .get("attributes")
        .properties()
        .forEach(each -> attributes.put(each.getKey(), each.getValue().asText()));
    return new Delivery(
        message.get("body").asText(),
        new Place(queue, message.get("sequence").asLong()),
        message.get("attempt").asInt(),
        until.minus(visibility),
        until,
        message.get("receipt").asText(),
        attributes);
  }
}
