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

  /// The subscription, refused when readers connect for it.
  Outcome<Subscription> findDelivered(SubscriptionRef ref) {
    return find(ref)
        .then(
            found ->
                found.delivered().isPresent()
                    ? Outcome.done(found)
                    : Outcome.refused(new Refusal.NotPush()));
  }

  private static Outcome<Subscription> pushing(Subscription subscription) {
    return subscription.push().isPresent()
        ? Outcome.done(subscription)
        : Outcome.refused(new Refusal.NotPush());
  }

  /// A subscription before and after a change.
  record Revised(Subscription before, Subscription after) {}

  /// Replaces the subscription with what `edit` makes of it. `edit` may be called again, when
  /// somebody else has changed the subscription meanwhile.
  Outcome<Revised> revise(SubscriptionRef ref, Function<Subscription, Outcome<Subscription>> edit) {
    return find(ref).then(found -> Revision.of(found, current -> attempt(ref, current, edit)));
  }

  /// As [#revise], refused unless the subscription pushes.
  Outcome<Subscription> revisePush(
      SubscriptionRef ref, Function<Subscription, Outcome<Subscription>> edit) {
    return revise(ref, current -> pushing(current).then(edit))
        .then(revised -> Outcome.done(revised.after()));
  }

  private Revision.Step<Subscription, Revised> attempt(
      SubscriptionRef ref,
      Subscription current,
      Function<Subscription, Outcome<Subscription>> edit) {
    return switch (edit.apply(current)) {
      case Outcome.Done<Subscription>(var wanted) -> save(ref, current, wanted);
      case Outcome.Refused<Subscription>(var refusal) -> Revision.refused(refusal);
    };
  }

  private Revision.Step<Subscription, Revised> save(
      SubscriptionRef ref, Subscription current, Subscription wanted) {
    return switch (store.update(ref.tenant(), current, wanted)) {
      case SubscriptionStore.Updated _ -> Revision.done(new Revised(current, wanted));
      case SubscriptionStore.Changed(var meanwhile) -> new Revision.Overtaken<>(meanwhile);
      case SubscriptionStore.NoSuchSubscription _ ->
          Revision.refused(new Refusal.NoSuchSubscription());
    };
  }
}
