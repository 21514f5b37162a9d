package io.edgemq.domain;

/// How a subscription's messages reach their reader. A new type of delivery is one more case here
/// and one more adapter (ADR 0002); each switch over this type fails to compile until it handles
/// the new case.
public sealed interface DeliveryType {
  /// The reader connects and reads a stream, each connection from its own cursor.
  record Sse() implements DeliveryType {}

  /// Each message is posted to a URL.
  record HttpPush(PushConfig push) implements DeliveryType {}

  /// The name used in JSON.
  default String text() {
    return switch (this) {
      case Sse _ -> "sse";
      case HttpPush _ -> "http_push";
    };
  }
}
