package io.edgemq.domain;

/// How a subscription's messages reach their reader. A new way is one more case here and one more
/// adapter (ADR 0002); every switch over this type then fails to compile until it knows the case.
public sealed interface DeliveryType {
  /// The reader connects and reads a stream, each connection from its own cursor.
  record Sse() implements DeliveryType {}

  /// The name used in JSON.
  default String text() {
    return switch (this) {
      case Sse _ -> "sse";
    };
  }
}
