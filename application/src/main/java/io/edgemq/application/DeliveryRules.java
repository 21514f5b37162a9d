package io.edgemq.application;

import io.edgemq.domain.DeliveryState;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.ForwardState;
import io.edgemq.domain.Principal;
import io.edgemq.domain.PushState;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.ports.in.ManageSubscriptions.Given;
import io.edgemq.ports.in.ManageSubscriptions.Secret;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.FixedProperty;
import io.edgemq.ports.out.QueueCatalog;
import java.util.Optional;

/// What a subscription may ask for, by the type of its delivery, and what it gets beside its
/// configuration.
record DeliveryRules(Access access, PushRules pushes, QueueCatalog queues) {
  /// Whether nobody connects for what has this configuration, so that somebody must deliver it.
  static boolean isDelivered(SubscriptionConfig config) {
    return switch (config.delivery()) {
      case DeliveryType.Sse _ -> false;
      case DeliveryType.HttpPush _, DeliveryType.ToQueue _ -> true;
    };
  }

  /// What is wrong with a subscription that `who` wants to make; empty when nothing is.
  Optional<Refusal> complaint(Principal who, SubscriptionConfig wanted) {
    return switch (wanted.delivery()) {
      case DeliveryType.Sse _ -> Optional.empty();
      case DeliveryType.HttpPush(var push) -> pushes.complaint(push, wanted.policy());
      case DeliveryType.ToQueue(var queue) -> complaint(who, queue);
    };
  }

  private Optional<Refusal> complaint(Principal who, QueueName queue) {
    return switch (access.toSend(who, queue)) {
      case Outcome.Refused<QueueRef>(var refusal) -> Optional.of(refusal);
      case Outcome.Done<QueueRef>(var ref) ->
          queues.find(ref).isPresent()
              ? Optional.empty()
              : Optional.of(new Refusal.NoSuchQueue(queue));
    };
  }

  /// What is wrong with a change; empty when nothing is.
  Optional<Refusal> complaint(SubscriptionConfig current, SubscriptionConfig wanted) {
    return current.delivery() instanceof DeliveryType.HttpPush(var before)
            && wanted.delivery() instanceof DeliveryType.HttpPush(var after)
        ? pushes.complaint(before, after, wanted.policy())
        : Optional.empty();
  }

  /// What `wanted` changes of `current` and may not; empty when it does not.
  static Optional<FixedProperty> fixed(DeliveryType current, DeliveryType wanted) {
    return switch (current) {
      case DeliveryType.HttpPush(var before)
          when wanted instanceof DeliveryType.HttpPush(var after) ->
          PushRules.fixed(before, after);
      case DeliveryType.ToQueue(var before)
          when wanted instanceof DeliveryType.ToQueue(var after) ->
          before.equals(after) ? Optional.empty() : Optional.of(FixedProperty.SUBSCRIPTION_QUEUE);
      case DeliveryType.Sse _, DeliveryType.HttpPush _, DeliveryType.ToQueue _ ->
          wanted.text().equals(current.text())
              ? Optional.empty()
              : Optional.of(FixedProperty.SUBSCRIPTION_DELIVERY);
    };
  }

  /// What a new subscription has beside its configuration.
  ///
  /// @param from where its delivery begins
  /// @param said about its secret
  Optional<DeliveryState> state(SubscriptionConfig config, long from, Secret said) {
    return switch (config.delivery()) {
      case DeliveryType.Sse _ -> Optional.empty();
      case DeliveryType.HttpPush _ -> Optional.of(pushing(from, said));
      case DeliveryType.ToQueue _ -> Optional.of(new ForwardState(from));
    };
  }

  private PushState pushing(long from, Secret said) {
    var secret =
        switch (said) {
          case Unsaid _ -> pushes.secret();
          case Given(var given) -> given;
        };
    return new PushState(SigningSecrets.of(secret), from, 0);
  }
}
