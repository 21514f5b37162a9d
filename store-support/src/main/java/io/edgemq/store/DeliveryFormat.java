package io.edgemq.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.DeliveryState;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.ForwardState;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Subscription;
import java.util.Optional;

/// The type of a subscription's delivery and its state, as JSON. What is malformed throws
/// [IllegalArgumentException] or [java.time.DateTimeException].
public final class DeliveryFormat {
  private DeliveryFormat() {}

  /// A type and its state.
  public record Delivery(DeliveryType type, Optional<DeliveryState> state) {}

  /// What the delivery of `subscription` is beside the name of its type; empty when it is nothing.
  public static Optional<ObjectNode> write(Subscription subscription) {
    return switch (subscription.config().delivery()) {
      case DeliveryType.Sse _ -> Optional.empty();
      case DeliveryType.HttpPush(var config) ->
          Optional.of(
              PushFormat.write(new PushFormat.Push(config, subscription.push().orElseThrow())));
      case DeliveryType.ToQueue(var queue) ->
          Optional.of(
              Fields.object()
                  .put("queue", queue.value())
                  .put("from", subscription.delivered().orElseThrow().from()));
    };
  }

  /// The delivery whose type has the name `type`, of which [#write] made `json`.
  public static Delivery read(String type, Optional<JsonNode> json) {
    return switch (type) {
      case "sse" -> new Delivery(new DeliveryType.Sse(), Optional.empty());
      case "http_push" -> push(PushFormat.read(json.orElseThrow(DeliveryFormat::malformed)));
      case "queue" -> forward(json.orElseThrow(DeliveryFormat::malformed));
      default -> throw new IllegalArgumentException("not a delivery type: " + type);
    };
  }

  /// As [#read], of a line of JSON.
  public static Delivery parse(String type, Optional<String> text) {
    return read(type, text.map(Fields::tree));
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("a delivery without what it needs");
  }

  private static Delivery push(PushFormat.Push push) {
    return new Delivery(new DeliveryType.HttpPush(push.config()), Optional.of(push.state()));
  }

  private static Delivery forward(JsonNode json) {
    return new Delivery(
        new DeliveryType.ToQueue(new QueueName(Fields.text(json, "queue"))),
        Optional.of(new ForwardState(Fields.number(json, "from"))));
  }
}
