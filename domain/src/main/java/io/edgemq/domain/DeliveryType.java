package io.edgemq.domain;

import org.jspecify.annotations.Nullable;

/// How a subscription's messages reach their reader. A new type of delivery is one more case here
/// and one more adapter (ADR 0031); each switch over this type fails to compile until it handles
/// the new case.
public sealed interface DeliveryType {
  /// The name used in JSON.
  String text();

  /// Whether a subscription of this type has such a state beside its configuration. What readers
  /// connect for has none.
  ///
  /// @param state null: none
  boolean accepts(@Nullable DeliveryState state);

  /// The reader connects and reads a stream, each connection from its own cursor.
  record Sse() implements DeliveryType {
    @Override
    public String text() {
      return "sse";
    }

    @Override
    public boolean accepts(@Nullable DeliveryState state) {
      return state == null;
    }
  }

  /// Each message is posted to a URL.
  record HttpPush(PushConfig push) implements DeliveryType {
    @Override
    public String text() {
      return "http_push";
    }

    @Override
    public boolean accepts(@Nullable DeliveryState state) {
      return state instanceof PushState;
    }
  }

  /// Each message is put into a queue of the tenant, once.
  record ToQueue(QueueName queue) implements DeliveryType {
    @Override
    public String text() {
      return "queue";
    }

    @Override
    public boolean accepts(@Nullable DeliveryState state) {
      return state instanceof ForwardState;
    }
  }
}
