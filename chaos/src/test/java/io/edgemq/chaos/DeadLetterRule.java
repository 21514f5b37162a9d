package io.edgemq.chaos;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When a queue's messages become dead letters, where they go, and which attributes they must have
/// there.
///
/// @param source the queue
/// @param target its dead-letter queue
/// @param maxReceives the most deliveries of a message
record DeadLetterRule(String source, String target, int maxReceives) {
  private static final Pattern REJECTED = Pattern.compile("unfit-(\\d+)-(\\d+)");

  /// A rejection of a message by its receiver.
  record Rejection(Place place, int attempt) {
    /// The reason that the receiver gives. It identifies the rejection on the dead letter.
    String reason() {
      return "unfit-%d-%d".formatted(place.sequence(), attempt);
    }
  }

  /// The reason with which a receiver rejects a delivery.
  static String reason(Delivery delivery) {
    return new Rejection(delivery.place(), delivery.attempt()).reason();
  }

  boolean isDeadLetter(Delivery delivery) {
    return delivery.place().queue().equals(target);
  }

  /// The rejection that made this a dead letter; empty when the message was received too often.
  Optional<Rejection> rejection(Delivery delivery) {
    return Optional.ofNullable(delivery.attributes().get("mq-dead-reason"))
        .map(REJECTED::matcher)
        .filter(Matcher::matches)
        .map(
            match ->
                new Rejection(
                    new Place(source, Long.parseLong(match.group(1))),
                    Integer.parseInt(match.group(2))));
  }

  /// What is wrong with the attributes of a delivery; empty when they are right.
  Optional<String> complaint(Delivery delivery) {
    return isDeadLetter(delivery) ? unlikeDeadLetter(delivery) : unlikeMessage(delivery);
  }

  private Optional<String> unlikeDeadLetter(Delivery delivery) {
    var rejection = rejection(delivery);
    var reason = rejection.map(Rejection::reason).orElse("max_receives_exceeded");
    int attempts = rejection.map(Rejection::attempt).orElse(maxReceives);
    var due =
        Map.of(
            "mq-dead-reason",
            reason,
            "mq-source",
            source,
            "mq-attempts",
            Integer.toString(attempts));
    return delivery.attributes().equals(due)
        ? Optional.empty()
        : Optional.of("is a dead letter and should say " + due);
  }

  private Optional<String> unlikeMessage(Delivery delivery) {
    if (delivery.attempt() > maxReceives) {
      return Optional.of("came more than " + maxReceives + " times");
    }
    return delivery.attributes().isEmpty()
        ? Optional.empty()
        : Optional.of("says that it is a dead letter, but is not");
  }
}
