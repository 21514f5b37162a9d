package io.edgemq.http;

import java.util.List;
import java.util.Locale;

/// What a client is told on a socket (SPEC 5.2), and the fields of each, besides `op` and `id`.
enum SocketAnswer {
  /// A subscription has begun; its messages follow.
  SUBSCRIBED,
  /// A subscription, or the receiving of a queue, has ended as it was asked for. Nothing follows.
  UNSUBSCRIBED,
  /// A message is stored.
  PUBLISHED,
  /// A sign of life.
  PONG,
  /// Messages of a queue follow.
  RECEIVING,
  /// What became of each receipt.
  SETTLED,
  /// A request was refused, and changed nothing.
  ERROR,
  /// A message of a subscription or of a queue.
  MESSAGE,
  /// Messages that were due are no longer kept.
  GAP,
  /// Messages were left out, because the client takes less than comes.
  SKIPPED,
  /// A subscription, or the receiving of a queue, is over.
  CLOSE;

  /// What stands in `op`.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The fields that are always there.
  List<String> required() {
    return switch (this) {
      case SUBSCRIBED, UNSUBSCRIBED, PONG, RECEIVING -> List.of();
      case PUBLISHED -> List.of("sequence", "subject");
      case SETTLED -> List.of("results");
      case ERROR -> List.of("error");
      case MESSAGE -> List.of("message");
      case GAP -> List.of("requested", "oldest", "newest");
      case SKIPPED -> List.of("count", "from", "to");
      case CLOSE -> List.of("code", "reason");
    };
  }

  /// The fields that are there at times.
  List<String> optional() {
    return switch (this) {
      case PUBLISHED -> List.of("replayed");
      case CLOSE -> List.of("retry_ms");
      case SUBSCRIBED, UNSUBSCRIBED, PONG, RECEIVING, SETTLED, ERROR, MESSAGE, GAP, SKIPPED ->
          List.of();
    };
  }
}
