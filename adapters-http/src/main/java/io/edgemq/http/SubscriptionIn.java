package io.edgemq.http;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.ManageSubscriptions.Secret;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.server.Call;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Subscriptions as JSON (SPEC 5): what is asked.
final class SubscriptionIn {
  private static final String QUEUE = "queue";
  private static final List<String> QUEUE_FIELDS = List.of(QUEUE);

  private SubscriptionIn() {}

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
    if (!SubscriptionConfig.isLegalName(name)) {
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
      case "queue" -> {
        refuseOthersFields(fields, "push");
        var policy = policy(fields, DeliveryPolicy.DEFAULT);
        yield Wish.of(config(fields, topic, new DeliveryType.ToQueue(queue(fields)), policy));
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
      case DeliveryType.ToQueue(var queue) -> {
        refuseOthersFields(fields, "push");
        var wanted = fields.object(QUEUE, QUEUE_FIELDS).isPresent() ? queue(fields) : queue;
        yield changed(
            current, fields, new DeliveryType.ToQueue(wanted), policy(fields, current.policy()));
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

  /// The queue that messages are put into.
  private static QueueName queue(Fields fields) {
    var target = fields.object(QUEUE, QUEUE_FIELDS).orElseThrow(() -> fields.missing(QUEUE));
    return PathParameters.queue(target.requiredText(QUEUE));
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
}
