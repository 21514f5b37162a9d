package io.edgemq.http;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.ManageSubscriptions.Description;
import io.edgemq.ports.in.ManageSubscriptions.Secret;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.server.Call;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Subscriptions as JSON (SPEC 5).
final class SubscriptionJson {
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

  /// The subscription that `fields` ask for.
  static Wish create(Fields fields) {
    var name = fields.requiredText("name");
    if (!TopicName.isLegal(name)) {
      throw Problems.invalidName("subscription", PathParameters.LETTERS).asException();
    }
    var topic = PathParameters.topic(fields.requiredText("topic"));
    var type = fields.requiredText("delivery_type");
    return switch (type) {
      case "sse" -> {
        refuseOthersFields(fields, "push", "queue");
        var policy = policy(fields, DeliveryPolicy.DEFAULT);
        yield Wish.of(config(fields, topic, new DeliveryType.Sse(), policy));
      }
      case "http_push" -> {
        refuseOthersFields(fields, "queue");
        var push = push(fields).orElseThrow(() -> fields.missing("push"));
        var ackWait = ackWait(fields).orElse(null);
        var config = PushIn.create(push, ackWait);
        var policy = policy(fields, config, ackWait, DeliveryPolicy.DEFAULT);
        yield new Wish(
            config(fields, topic, new DeliveryType.HttpPush(config), policy), PushIn.secret(push));
      }
      default -> throw Problems.unsupportedDeliveryType(Texts.printable(type)).asException();
    };
  }

  private static SubscriptionConfig config(
      Fields fields, TopicName topic, DeliveryType delivery, DeliveryPolicy policy) {
    return new SubscriptionConfig(
        fields.requiredText("name"),
        topic,
        PathParameters.filter(topic, fields.text("pattern").orElse(null)),
        delivery,
        PathParameters.start(fields, "start").orElse(Start.LATEST),
        policy);
  }

  /// `current` with what `fields` change. Name, topic, start and delivery type cannot change; what
  /// is null gets its default back.
  static SubscriptionConfig change(SubscriptionConfig current, Fields fields) {
    requireSame(fields, "name", current.name());
    requireSame(fields, "topic", current.topic().value());
    requireSame(fields, "delivery_type", current.delivery().text());
    if (PathParameters.start(fields, "start").filter(s -> !s.equals(current.start())).isPresent()) {
      throw Problems.immutableField("start").asException();
    }
    return switch (current.delivery()) {
      case DeliveryType.Sse sse -> {
        refuseOthersFields(fields, "push", "queue");
        yield changed(current, fields, sse, policy(fields, current.policy()));
      }
      case DeliveryType.HttpPush(var push) -> {
        refuseOthersFields(fields, "queue");
        var ackWait =
            fields.mentions("ack_wait_seconds")
                ? ackWait(fields).orElse(null)
                : current.policy().ackWait();
        var wanted = push(fields).map(each -> PushIn.change(push, each, ackWait)).orElse(push);
        var policy = policy(fields, wanted, ackWait, current.policy());
        yield changed(current, fields, new DeliveryType.HttpPush(wanted), policy);
      }
    };
  }

  private static SubscriptionConfig changed(
      SubscriptionConfig current, Fields fields, DeliveryType delivery, DeliveryPolicy policy) {
    return new SubscriptionConfig(
        current.name(),
        current.topic(),
        fields.mentions("pattern")
            ? PathParameters.filter(current.topic(), fields.text("pattern").orElse(null))
            : current.filter(),
        delivery,
        current.start(),
        policy);
  }

  /// What a change says about the secret. It has no default that a change could give back.
  static Secret secret(Fields fields) {
    return push(fields)
        .map(
            push -> {
              if (push.mentions("secret") && push.isNull("secret")) {
                throw push.invalidValue("secret", "a text; a rotation makes one");
              }
              return PushIn.secret(push);
            })
        .orElseGet(Unsaid::new);
  }

  private static Optional<Fields> push(Fields fields) {
    return fields.object("push", PushIn.FIELDS);
  }

  private static void requireSame(Fields fields, String name, String value) {
    if (fields.text(name).filter(other -> !other.equals(value)).isPresent()) {
      throw fields.immutable(name);
    }
  }

  /// Refuses fields that belong to other delivery types.
  private static void refuseOthersFields(Fields fields, String... names) {
    for (var name : names) {
      if (fields.find(name).isPresent()) {
        throw fields.invalid(name, "left out: it belongs to another delivery type");
      }
    }
  }

  /// The policy of what streams, which only keeps it. What is null gets its default back.
  private static DeliveryPolicy policy(Fields fields, DeliveryPolicy current) {
    var base = withDefaults(fields, current);
    return new DeliveryPolicy(
        QueueJson.positive(fields, "ack_wait_seconds", base.ackWait()),
        fields
            .number("max_deliver", 1, DeliveryPolicy.MOST_DELIVERIES)
            .map(Long::intValue)
            .orElse(base.maxDeliver()));
  }

  private static DeliveryPolicy withDefaults(Fields fields, DeliveryPolicy current) {
    return new DeliveryPolicy(
        fields.mentions("ack_wait_seconds") ? DeliveryPolicy.DEFAULT.ackWait() : current.ackWait(),
        fields.mentions("max_deliver")
            ? DeliveryPolicy.DEFAULT.maxDeliver()
            : current.maxDeliver());
  }

  /// How long an attempt may take as a whole, when the caller says so.
  private static Optional<Duration> ackWait(Fields fields) {
    var name = "ack_wait_seconds";
    return fields
        .find(name)
        .map(
            _ ->
                PushIn.seconds(
                    fields,
                    name,
                    DeliveryPolicy.SHORTEST_ACK_WAIT,
                    DeliveryPolicy.LONGEST_ACK_WAIT));
  }

  /// The policy of what pushes. An attempt as a whole takes no less than the time until its head is
  /// there, unless the caller says so, which is refused.
  ///
  /// @param ackWait null: the default
  private static DeliveryPolicy policy(
      Fields fields, PushConfig push, @Nullable Duration ackWait, DeliveryPolicy current) {
    var base = withDefaults(fields, current);
    var least = DeliveryPolicy.DEFAULT.ackWait();
    var standard = push.timeout().compareTo(least) > 0 ? push.timeout() : least;
    return new DeliveryPolicy(
        ackWait == null ? standard : ackWait,
        fields.find("max_deliver").isPresent()
            ? PushIn.number(fields, "max_deliver", DeliveryPolicy.MOST_DELIVERIES)
            : base.maxDeliver());
  }

  /// The subscription.
  static JsonOut write(JsonOut out, Subscription subscription) {
    return write(out, subscription, null);
  }

  /// The subscription, with the secret that was made for it.
  ///
  /// @param made null when none is to be seen
  static JsonOut write(JsonOut out, Subscription subscription, @Nullable SigningSecret made) {
    begin(out, subscription);
    if (beginPush(out, subscription, made)) {
      out.endObject();
    }
    return state(out, subscription).endObject();
  }

  /// The subscription and how it is doing, with the secret that was made for it.
  ///
  /// @param made null when none was
  static JsonOut write(JsonOut out, Description found, @Nullable SigningSecret made) {
    var subscription = found.subscription();
    var delivery = found.delivery();
    begin(out, subscription);
    if (beginPush(out, subscription, made)) {
      if (delivery != null) {
        var progress = delivery.progress();
        PushJson.health(out, progress.breaker(), progress.lastError());
      }
      out.endObject();
    }
    state(out, subscription).field("streams", found.streams()).field("lag", found.lag().messages());
    if (delivery == null) {
      return out.field("in_flight", found.inFlight()).endObject();
    }
    out.field("lag_capped", found.lag().isCapped())
        .field("in_flight", found.inFlight())
        .field("expired", delivery.progress().expired());
    if (delivery.progress().isHeld()) {
      out.field("held", "exceptions");
    }
    return out.field("dead_letters", delivery.deadLetters())
        .field("dead_letters_dropped", delivery.dropped())
        .endObject();
  }

  private static void begin(JsonOut out, Subscription subscription) {
    var config = subscription.config();
    out.object()
        .field("id", subscription.id().value())
        .field("name", config.name())
        .field("topic", config.topic().value())
        .field("pattern", pattern(config.filter()))
        .field("delivery_type", config.delivery().text())
        .field("start", config.start().text())
        .fieldOf("ack_wait_seconds", Seconds.text(config.policy().ackWait()))
        .field("max_deliver", config.policy().maxDeliver());
  }

  /// Begins the field `push`, if there is one. Whether there is.
  private static boolean beginPush(
      JsonOut out, Subscription subscription, @Nullable SigningSecret made) {
    return switch (subscription.config().delivery()) {
      case DeliveryType.Sse _ -> false;
      case DeliveryType.HttpPush(var push) -> {
        var secrets = subscription.push().orElseThrow().secrets();
        PushJson.begin(out, push, secrets.current(), made);
        yield true;
      }
    };
  }

  private static JsonOut state(JsonOut out, Subscription subscription) {
    return out.field("state", text(subscription.state()))
        .field("reason", reason(subscription.state()))
        .field("created_at", subscription.createdAt().toString());
  }

  private static @Nullable String pattern(SubjectFilter filter) {
    return switch (filter) {
      case SubjectFilter.All _ -> null;
      case SubjectFilter.Matching(var pattern) -> pattern.value();
    };
  }

  private static String text(SubscriptionState state) {
    return switch (state) {
      case ACTIVE -> "active";
      case PAUSED -> "paused";
      case DISABLED -> "disabled";
    };
  }

  /// Why nothing is delivered, unless somebody wanted it so.
  private static @Nullable String reason(SubscriptionState state) {
    return switch (state) {
      case ACTIVE, PAUSED -> null;
      case DISABLED -> "gone";
    };
  }
}
