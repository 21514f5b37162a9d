package io.edgemq.application;

import io.edgemq.domain.DeliveryState;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.DeliverySummary;
import io.edgemq.ports.in.ManageSubscriptions.Delivery;
import io.edgemq.ports.in.ManageSubscriptions.Description;
import io.edgemq.ports.in.ManageSubscriptions.Lag;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.out.LaneRef;

/// Tells how subscriptions are doing.
///
/// @param streams the open streams of this process
record Descriptions(Access access, SubscriptionStores stores, Streams streams) {
  /// How `subscription` is doing, as far as `who` may see it.
  Outcome<Description> of(Principal who, SubscriptionRef ref, Subscription subscription) {
    return access
        .toSee(who, ref, subscription)
        .then(part -> Outcome.done(of(ref, subscription, part.topic())));
  }

  private Description of(SubscriptionRef ref, Subscription subscription, TopicRef topic) {
    return subscription
        .delivered()
        .map(state -> delivered(ref, shown(ref.tenant(), subscription), state, topic))
        .orElseGet(() -> streaming(ref, subscription, topic));
  }

  /// The tenant's subscriptions, each in the state that it is in now.
  Slice<Subscription> shown(TenantId tenant, Slice<Subscription> found) {
    return found.map(subscription -> shown(tenant, subscription));
  }

  /// `subscription` in the state that it is in now: one whose queue is not there fails.
  Subscription shown(TenantId tenant, Subscription subscription) {
    return subscription.state() == SubscriptionState.ACTIVE
            && subscription.config().delivery() instanceof DeliveryType.ToQueue(var queue)
            && isMissing(tenant, queue)
        ? subscription.with(SubscriptionState.FAILING)
        : subscription;
  }

  private boolean isMissing(TenantId tenant, QueueName queue) {
    return switch (access.toForward(tenant, queue)) {
      case Outcome.Refused<QueueRef> _ -> false;
      case Outcome.Done<QueueRef>(var ref) -> stores.targets().catalog().find(ref).isEmpty();
    };
  }

  private Description streaming(SubscriptionRef ref, Subscription subscription, TopicRef topic) {
    var open = streams.of(ref);
    long end = stores.log().bounds(topic).map(bounds -> bounds.last() + 1).orElse(0L);
    long furthest = open.stream().mapToLong(LiveStream::position).min().orElse(end);
    long waiting = open.stream().mapToLong(LiveStream::waiting).sum();
    var lag = new Lag(Math.max(0, end - furthest), false);
    return new Description(subscription, open.size(), lag, waiting, null);
  }

  private Description delivered(
      SubscriptionRef ref, Subscription subscription, DeliveryState state, TopicRef topic) {
    var lanes =
        LaneRef.all(ref, Deliveries.lanes(subscription)).stream()
            .map(lane -> progress(lane, subscription, state))
            .toList();
    // Until those that deliver have heard where to go on, what they have saved is of the past.
    boolean isHeard = lanes.stream().allMatch(p -> p.instruction() >= subscription.replays());
    var summary = DeliverySummary.of(lanes);
    long floor = isHeard ? summary.floor() : state.from();
    long behind = stores.log().count(topic, floor, subscription.config().filter(), Lag.MOST + 1);
    var letters = stores.deadLetters().count(ref);
    return new Description(
        subscription,
        streams.of(ref).size(),
        new Lag(Math.min(behind, Lag.MOST), behind > Lag.MOST),
        summary.inFlight(),
        new Delivery(summary, letters.kept(), letters.dropped()));
  }

  private DeliveryProgress progress(LaneRef lane, Subscription subscription, DeliveryState state) {
    return stores
        .deliveries()
        .read(lane)
        .orElseGet(() -> DeliveryProgress.begin(subscription.replays(), state.from()));
  }
}
