package io.edgemq.http;

import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.ports.in.ManageSubscriptions.Description;
import org.jspecify.annotations.Nullable;

/// Subscriptions as JSON (SPEC 5): what is answered.
final class SubscriptionJson {
  private SubscriptionJson() {}

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
        var summary = delivery.summary();
        PushJson.health(out, summary.breaker(), summary.lastError());
      }
      out.endObject();
    }
    state(out, subscription).field("streams", found.streams()).field("lag", found.lag().messages());
    if (delivery == null) {
      return out.field("in_flight", found.inFlight()).endObject();
    }
    out.field("lag_capped", found.lag().isCapped())
        .field("in_flight", found.inFlight())
        .field("expired", delivery.summary().expired());
    if (delivery.summary().isHeld()) {
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
      case DeliveryType.ToQueue(var queue) -> {
        out.object("queue").field("queue", queue.value()).endObject();
        yield false;
      }
      case DeliveryType.HttpPush(var push) -> {
        var secrets = subscription.push().orElseThrow().secrets();
        PushJson.begin(out, push, secrets.current(), made);
        yield true;
      }
    };
  }

  private static JsonOut state(JsonOut out, Subscription subscription) {
    return out.field("state", subscription.state().text())
        .field("reason", reason(subscription.state()))
        .field("created_at", subscription.createdAt().toString());
  }

  private static @Nullable String pattern(SubjectFilter filter) {
    return switch (filter) {
      case SubjectFilter.All _ -> null;
      case SubjectFilter.Matching(var pattern) -> pattern.value();
      case SubjectFilter.AnyOf _ ->
          throw new IllegalStateException("a subscription has one pattern, or none");
    };
  }

  /// Why nothing is delivered, unless somebody wanted it so.
  private static @Nullable String reason(SubscriptionState state) {
    return switch (state) {
      case ACTIVE, PAUSED -> null;
      case DISABLED -> "gone";
      case FAILING -> "no_such_queue";
    };
  }
}
