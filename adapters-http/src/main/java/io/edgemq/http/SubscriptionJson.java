package io.edgemq.http;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicName;
import io.edgemq.server.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Subscriptions as JSON (SPEC 5).
final class SubscriptionJson {
  private static final int MOST_DELIVERIES = 1000;

  private SubscriptionJson() {}

  /// The fields of a configuration in a request.
  static Fields fields(Call call) {
    return Fields.of(
        call,
        "name",
        "topic",
        "pattern",
        "delivery_type",
        "start",
        "ack_wait_seconds",
        "max_deliver",
        "push",
        "queue");
  }

  /// The configuration that `fields` ask for.
  static SubscriptionConfig create(Fields fields) {
    var name = fields.requiredText("name");
    if (!TopicName.isLegal(name)) {
      throw Problems.invalidName("subscription", PathParameters.LETTERS).asException();
    }
    var topic = PathParameters.topic(fields.requiredText("topic"));
    var delivery = delivery(fields.requiredText("delivery_type"));
    refuseOthersFields(fields);
    return new SubscriptionConfig(
        name,
        topic,
        PathParameters.filter(topic, fields.text("pattern").orElse(null)),
        delivery,
        PathParameters.start(fields, "start").orElse(Start.LATEST),
        policy(fields, DeliveryPolicy.DEFAULT));
  }

  /// `current` with what `fields` change; name, topic and delivery type cannot change.
  static SubscriptionConfig change(SubscriptionConfig current, Fields fields) {
    requireSame(fields, "name", current.name());
    requireSame(fields, "topic", current.topic().value());
    requireSame(fields, "delivery_type", current.delivery().text());
    refuseOthersFields(fields);
    return new SubscriptionConfig(
        current.name(),
        current.topic(),
        fields.mentions("pattern")
            ? PathParameters.filter(current.topic(), fields.text("pattern").orElse(null))
            : current.filter(),
        current.delivery(),
        PathParameters.start(fields, "start").orElse(current.start()),
        policy(fields, current.policy()));
  }

  private static void requireSame(Fields fields, String name, String value) {
    if (fields.text(name).filter(other -> !other.equals(value)).isPresent()) {
      throw Problems.immutableField(name).asException();
    }
  }

  private static DeliveryType delivery(String text) {
    if (!text.equals("sse")) {
      throw Problems.unsupportedDeliveryType(Texts.printable(text)).asException();
    }
    return new DeliveryType.Sse();
  }

  /// Refuses fields that belong to other delivery types.
  private static void refuseOthersFields(Fields fields) {
    for (var name : List.of("push", "queue")) {
      if (fields.find(name).isPresent()) {
        throw fields.invalid(name, "left out: it belongs to another delivery type");
      }
    }
  }

  private static DeliveryPolicy policy(Fields fields, DeliveryPolicy base) {
    return new DeliveryPolicy(
        QueueJson.positive(fields, "ack_wait_seconds", base.ackWait()),
        fields
            .number("max_deliver", 1, MOST_DELIVERIES)
            .map(Long::intValue)
            .orElse(base.maxDeliver()));
  }

  /// The subscription, as the beginning of an object of its own.
  static JsonOut begin(JsonOut out, Subscription subscription) {
    var config = subscription.config();
    return out.object()
        .field("id", subscription.id().value())
        .field("name", config.name())
        .field("topic", config.topic().value())
        .field("pattern", pattern(config.filter()))
        .field("delivery_type", config.delivery().text())
        .field("start", config.start().text())
        .fieldOf("ack_wait_seconds", Seconds.text(config.policy().ackWait()))
        .field("max_deliver", config.policy().maxDeliver())
        .field("state", state(subscription.state()))
        .field("created_at", subscription.createdAt().toString());
  }

  private static @Nullable String pattern(SubjectFilter filter) {
    return switch (filter) {
      case SubjectFilter.All _ -> null;
      case SubjectFilter.Matching(var pattern) -> pattern.value();
    };
  }

  private static String state(SubscriptionState state) {
    return switch (state) {
      case ACTIVE -> "active";
      case PAUSED -> "paused";
    };
  }
}
