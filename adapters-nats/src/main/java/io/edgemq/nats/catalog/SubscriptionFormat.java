package io.edgemq.nats.catalog;

import static io.edgemq.jetstream.table.Json.duration;
import static io.edgemq.jetstream.table.Json.instant;
import static io.edgemq.jetstream.table.Json.number;
import static io.edgemq.jetstream.table.Json.optionalText;
import static io.edgemq.jetstream.table.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicName;
import io.edgemq.store.DeliveryFormat;
import java.util.Locale;
import java.util.Optional;

/// Subscriptions as JSON.
final class SubscriptionFormat {
  /// Of every type of delivery; the first one that had it was the push.
  private static final String DELIVERY = "push";

  private SubscriptionFormat() {}

  static void write(ObjectNode json, Subscription subscription) {
    var config = subscription.config();
    json.put("id", subscription.id().value()).put("name", config.name());
    json.put("topic", config.topic().value());
    switch (config.filter()) {
      case SubjectFilter.All _ -> {}
      case SubjectFilter.Matching(var pattern) -> json.put("pattern", pattern.value());
      case SubjectFilter.AnyOf _ ->
          throw new IllegalArgumentException("a subscription has one pattern at most");
    }
    json.put("delivery_type", config.delivery().text()).put("start", config.start().text());
    json.put("ack_wait", config.policy().ackWait().toString());
    json.put("max_deliver", config.policy().maxDeliver());
    json.put("state", subscription.state().name().toLowerCase(Locale.ROOT));
    json.put("created_at", subscription.createdAt().toString());
    json.put("replays", subscription.replays());
    DeliveryFormat.write(subscription).ifPresent(delivery -> json.set(DELIVERY, delivery));
  }

  static Subscription read(JsonNode json) {
    var pattern = optionalText(json, "pattern");
    var start = text(json, "start");
    var delivery =
        DeliveryFormat.read(text(json, "delivery_type"), Optional.ofNullable(json.get(DELIVERY)));
    var config =
        new SubscriptionConfig(
            text(json, "name"),
            new TopicName(text(json, "topic")),
            pattern == null ? SubjectFilter.ALL : new SubjectFilter.Matching(new Pattern(pattern)),
            delivery.type(),
            Start.parse(start)
                .orElseThrow(() -> new IllegalArgumentException("not a start: " + start)),
            new DeliveryPolicy(duration(json, "ack_wait"), (int) number(json, "max_deliver")));
    return new Subscription(
        new SubscriptionId(text(json, "id")),
        config,
        SubscriptionState.valueOf(text(json, "state").toUpperCase(Locale.ROOT)),
        instant(json, "created_at"),
        number(json, "replays"),
        delivery.state());
  }
}
