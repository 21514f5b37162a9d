package io.edgemq.application;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.Limit;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.Range;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.FixedProperty;
import io.edgemq.ports.out.RandomSource;
import io.edgemq.ports.out.WebhookClient;
import java.util.Base64;
import java.util.Optional;

/// What a subscription that pushes may ask for (SPEC 5.3), and the secrets that it gets.
///
/// @param random what secrets are made of
/// @param webhooks which URLs may be called
record PushRules(RandomSource random, WebhookClient webhooks) {
  private static final int SECRET_BYTES = 32;

  /// A new secret: 43 characters that may stand in a URL, of 256 random bits.
  SigningSecret secret() {
    var text = Base64.getUrlEncoder().withoutPadding().encodeToString(random.bytes(SECRET_BYTES));
    return new SigningSecret(text, SigningSecret.Origin.MADE);
  }

  /// What is wrong with such a push; empty when nothing is. The host of its URL is looked up, and
  /// nothing is sent. A name that does not resolve now may do so later.
  Optional<Refusal> complaint(PushConfig push, DeliveryPolicy policy) {
    return ranges(push, policy).or(() -> reach(push.url()));
  }

  /// As [#complaint(PushConfig, DeliveryPolicy)], and does not look up a host that is called
  /// already.
  Optional<Refusal> complaint(PushConfig current, PushConfig wanted, DeliveryPolicy policy) {
    return ranges(wanted, policy)
        .or(() -> wanted.url().equals(current.url()) ? Optional.empty() : reach(wanted.url()));
  }

  /// What `wanted` changes of `current` and may not; empty when it does not.
  static Optional<FixedProperty> fixed(PushConfig current, PushConfig wanted) {
    if (wanted.lanes() != current.lanes()) {
      return Optional.of(FixedProperty.PUSH_LANES);
    }
    return wanted.format() == current.format()
        ? Optional.empty()
        : Optional.of(FixedProperty.PUSH_FORMAT);
  }

  private static Optional<Refusal> ranges(PushConfig push, DeliveryPolicy policy) {
    return Ranges.check(
            Limit.PUSH_TIMEOUT,
            push.timeout(),
            PushConfig.SHORTEST_TIMEOUT,
            PushConfig.LONGEST_TIMEOUT)
        .or(
            () ->
                Ranges.check(
                    Limit.ACK_WAIT,
                    policy.ackWait(),
                    push.timeout(),
                    DeliveryPolicy.LONGEST_ACK_WAIT))
        .or(
            () ->
                Ranges.check(
                    Limit.MAX_DELIVER, policy.maxDeliver(), DeliveryPolicy.MOST_DELIVERIES))
        .or(() -> rate(push));
  }

  private static Optional<Refusal> rate(PushConfig push) {
    double rate = push.ratePerSecond().orElse(PushConfig.LEAST_RATE);
    return rate >= PushConfig.LEAST_RATE && rate <= PushConfig.MOST_RATE
        ? Optional.empty()
        : Optional.of(
            new Refusal.OutOfRange(
                Limit.PUSH_RATE, new Range.Decimals(PushConfig.LEAST_RATE, PushConfig.MOST_RATE)));
  }

  /// A refusal when nothing may be sent to `url`.
  Optional<Refusal> reach(WebhookUrl url) {
    return switch (webhooks.check(url)) {
      case WebhookClient.Allowed _, WebhookClient.Unresolved _ -> Optional.empty();
      case WebhookClient.Forbidden _ -> Optional.of(new Refusal.UrlForbidden());
    };
  }
}
