package io.edgemq.nats.catalog;

import static io.edgemq.jetstream.table.Json.duration;
import static io.edgemq.jetstream.table.Json.instant;
import static io.edgemq.jetstream.table.Json.number;
import static io.edgemq.jetstream.table.Json.optionalText;
import static io.edgemq.jetstream.table.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicName;
import io.edgemq.store.PushFormat;
import io.edgemq.store.PushFormat.Push;
import java.util.Locale;
import java.util.Optional;

/// Subscriptions as JSON. One that pushes has its configuration and its state under `push`.
final class SubscriptionFormat {
  private static final String PUSH = "push";

  private SubscriptionFormat() {}

  static void write(ObjectNode json, Subscription subscription) {
    var config = subscription.config();
    json.put("id", subscription.id().value()).put("name", config.name());
    json.put("topic", config.topic().value());
    if (config.filter() instanceof SubjectFilter.Matching(var pattern)) {
      json.put("pattern", pattern.value());
    }
    json.put("delivery_type", config.delivery().text()).put("start", config.start().text());
    json.put("ack_wait", config.policy().ackWait().toString());
    json.put("max_deliver", config.policy().maxDeliver());
    json.put("state", subscription.state().name().toLowerCase(Locale.ROOT));
    json.put("created_at", subscription.createdAt().toString());
    json.put("replays", subscription.replays());
    switch (config.delivery()) {
      case DeliveryType.Sse _ -> {}
      case DeliveryType.HttpPush(var push) ->
          json.set(PUSH, PushFormat.write(new Push(push, subscription.push().orElseThrow())));
    }
  }

  static Subscription read(JsonNode json) {
    var pattern = optionalText(json, "pattern");
    var start = text(json, "start");
    var push = Optional.ofNullable(json.get(PUSH)).map(PushFormat::read);
    var config =
        new SubscriptionConfig(
            text(json, "name"),
            new TopicName(text(json, "topic")),
            pattern == null ? SubjectFilter.ALL : new SubjectFilter.Matching(new Pattern(pattern)),
            delivery(text(json, "delivery_type"), push),
            Start.parse(start)
                .orElseThrow(() -> new IllegalArgumentException("not a start: " + start)),
            new DeliveryPolicy(duration(json, "ack_wait"), (int) number(json, "max_deliver")));
    return new Subscription(
        new SubscriptionId(text(json, "id")),
        config,
        SubscriptionState.valueOf(text(json, "state").toUpperCase(Locale.ROOT)),
        instant(json, "created_at"),
        number(json, "replays"),
        push.map(Push::state));
  }

  private static DeliveryType delivery(String text, Optional<Push> push) {
    var type =
        push.<DeliveryType>map(found -> new DeliveryType.HttpPush(found.config()))
            .orElseGet(DeliveryType.Sse::new);
    if (!text.equals(type.text())) {
      throw new IllegalArgumentException("not a delivery type: " + text);
    }
    return type;
  }
}
