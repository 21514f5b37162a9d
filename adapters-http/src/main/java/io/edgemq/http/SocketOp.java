package io.edgemq.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a client may ask for on a socket that carries many subscriptions (SPEC 5.2), and the fields
/// of each, besides `op`.
enum SocketOp {
  /// Begins a subscription.
  SUBSCRIBE,
  /// Ends a subscription, or the receiving of a queue.
  UNSUBSCRIBE,
  /// Appends a message to a topic.
  PUBLISH,
  /// Begins to receive from a queue, or changes how many messages may be unsettled.
  RECEIVE,
  /// Settles messages of a queue.
  SETTLE,
  /// Asks for a sign of life.
  PING;

  /// The field that says which one a request is.
  static final String FIELD = "op";

  /// What stands in `op`.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The fields that must be there, besides `op`.
  List<String> required() {
    return switch (this) {
      case SUBSCRIBE -> List.of(SocketId.FIELD, "topic");
      case UNSUBSCRIBE -> List.of(SocketId.FIELD);
      case PUBLISH -> List.of("topic");
      case RECEIVE -> List.of(SocketId.FIELD, "queue", "credit");
      case SETTLE -> List.of("queue");
      case PING -> List.of();
    };
  }

  /// The fields that may be there.
  List<String> optional() {
    return switch (this) {
      case SUBSCRIBE -> List.of("pattern", "from", "last_event_id", "slow", "body");
      case UNSUBSCRIBE -> List.of();
      case PUBLISH ->
          List.of(
              SocketId.FIELD,
              "subject",
              "body",
              "body_b64",
              "content_type",
              "attributes",
              "idempotency_key");
      case RECEIVE -> List.of("body");
      case SETTLE -> Stream.concat(Stream.of(SocketId.FIELD), Settlements.LISTS.stream()).toList();
      case PING -> List.of(SocketId.FIELD);
    };
  }

  /// All fields that a request may have, `op` first.
  List<String> known() {
    return Stream.of(List.of(FIELD), required(), optional()).flatMap(List::stream).toList();
  }

  /// The one of that word.
  static Optional<SocketOp> of(String word) {
    return Arrays.stream(values()).filter(op -> op.word().equals(word)).findFirst();
  }

  /// All words, for people.
  static String words() {
    return Arrays.stream(values()).map(SocketOp::word).collect(Collectors.joining(", "));
  }
}
