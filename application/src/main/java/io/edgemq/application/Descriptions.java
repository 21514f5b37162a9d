package io.edgemq.application;

import io.edgemq.domain.PushState;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.in.ManageSubscriptions.Delivery;
import io.edgemq.ports.in.ManageSubscriptions.Description;
import io.edgemq.ports.in.ManageSubscriptions.Lag;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.out.LaneRef;

/// Tells how subscriptions are doing.
///
/// @param streams the open streams of this process
record Descriptions(Access access, SubscriptionStores stores, Streams streams) {
  /// How `subscription` is doing.
  Outcome<Description> of(SubscriptionRef ref, Subscription subscription) {
    return access
        .toRead(ref.tenant(), subscription)
        .then(topic -> Outcome.done(of(ref, subscription, topic)));
  }

  private Description of(SubscriptionRef ref, Subscription subscription, TopicRef topic) {
    return subscription
        .push()
        .map(push -> pushing(ref, subscription, push, topic))
        .orElseGet(() -> streaming(ref, subscription, topic));
  }

  private Description streaming(SubscriptionRef ref, Subscription subscription, TopicRef topic) {
    var open = streams.of(ref);
    long end = stores.log().bounds(topic).map(bounds -> bounds.last() + 1).orElse(0L);
    long furthest = open.stream().mapToLong(LiveStream::position).min().orElse(end);
    long waiting = open.stream().mapToLong(LiveStream::waiting).sum();
    var lag = new Lag(Math.max(0, end - furthest), false);
    return new Description(subscription, open.size(), lag, waiting, null);
  }

  private Description pushing(
      SubscriptionRef ref, Subscription subscription, PushState push, TopicRef topic) {
    var progress =
        stores
            .deliveries()
            .read(LaneRef.of(ref))
            .orElseGet(() -> DeliveryProgress.begin(subscription.replays(), push.from()));
    // Until the one that delivers has heard where to go on, what it has saved is of the past.
    boolean isHeard = progress.instruction() >= subscription.replays();
    long floor = isHeard ? progress.floor() : push.from();
    long behind = stores.log().count(topic, floor, subscription.config().filter(), Lag.MOST + 1);
    var letters = stores.deadLetters().count(ref);
    return new Description(
        subscription,
        streams.of(ref).size(),
        new Lag(Math.min(behind, Lag.MOST), behind > Lag.MOST),
        progress.inFlight(),
        new Delivery(progress, letters.kept(), letters.dropped()));
  }
}
