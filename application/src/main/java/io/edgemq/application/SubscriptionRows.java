package io.edgemq.application;

import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.SubscriptionStore;
import java.util.function.Function;

/// Finds subscriptions and changes them. Two changes at the same time, in any process, do not undo
/// each other.
record SubscriptionRows(SubscriptionStore store) {
  /// The subscription.
  Outcome<Subscription> find(SubscriptionRef ref) {
    return store
        .find(ref.tenant(), ref.id())
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchSubscription()));
  }

  /// The subscription, refused unless it pushes.
  Outcome<Subscription> findPush(SubscriptionRef ref) {
    return find(ref).then(SubscriptionRows::pushing);
  }

  private static Outcome<Subscription> pushing(Subscription subscription) {
    return subscription.push().isPresent()
        ? Outcome.done(subscription)
        : Outcome.refused(new Refusal.NotPush());
  }

  /// Replaces the subscription with what `edit` makes of it. `edit` may be called again, when
  /// somebody else has changed the subscription meanwhile.
  Outcome<Subscription> revise(
      SubscriptionRef ref, Function<Subscription, Outcome<Subscription>> edit) {
    return find(ref).then(found -> Revision.of(found, current -> attempt(ref, current, edit)));
  }

  /// As [#revise], refused unless the subscription pushes.
  Outcome<Subscription> revisePush(
      SubscriptionRef ref, Function<Subscription, Outcome<Subscription>> edit) {
    return revise(ref, current -> pushing(current).then(edit));
  }

  private Revision.Step<Subscription, Subscription> attempt(
      SubscriptionRef ref,
      Subscription current,
      Function<Subscription, Outcome<Subscription>> edit) {
    return switch (edit.apply(current)) {
      case Outcome.Done<Subscription>(var wanted) -> save(ref, current, wanted);
      case Outcome.Refused<Subscription>(var refusal) -> Revision.refused(refusal);
    };
  }

  private Revision.Step<Subscription, Subscription> save(
      SubscriptionRef ref, Subscription current, Subscription wanted) {
    return switch (store.update(ref.tenant(), current, wanted)) {
      case SubscriptionStore.Updated _ -> Revision.done(wanted);
      case SubscriptionStore.Changed(var meanwhile) -> new Revision.Overtaken<>(meanwhile);
      case SubscriptionStore.NoSuchSubscription _ ->
          Revision.refused(new Refusal.NoSuchSubscription());
    };
  }
}
