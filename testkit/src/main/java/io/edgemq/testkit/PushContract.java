package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.Claimed;
import io.edgemq.ports.out.DeliveryStore.Saved;
import io.edgemq.ports.out.DeliveryStore.Settled;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.SubscriptionStore;
import java.util.List;

/// What the contracts of deliveries and of dead letters share: words for both.
abstract class PushContract extends StoreContract {
  static final OwnerId FIRST = new OwnerId("first");
  static final OwnerId SECOND = new OwnerId("second");

  DeliveryStore deliveries() {
    return ports().deliveries();
  }

  DeadLetterStore deadLetters() {
    return ports().deadLetters();
  }

  /// Makes a subscription of the topic `orders`, and the topic when it is the first.
  LaneRef subscribed(int number) {
    if (ports().topicCatalog().find(new TopicRef(TENANT, new TopicName("orders"))).isEmpty()) {
      var unused = topic();
    }
    assertThat(ports().subscriptions().create(TENANT, Pushes.subscription(number)))
        .isEqualTo(new SubscriptionStore.Created());
    return lane(number);
  }

  static SubscriptionRef ref(int number) {
    return new SubscriptionRef(TENANT, Pushes.id(number));
  }

  static LaneRef lane(int number) {
    return LaneRef.of(ref(number));
  }

  /// Claims the lane, which nobody else must have.
  Claimed claimed(LaneRef lane, OwnerId owner) {
    assertThat(deliveries().alive(owner)).contains(owner);
    var result = deliveries().claim(lane, owner);
    assertThat(result).isInstanceOf(Claimed.class);
    return (Claimed) result;
  }

  Claim claim(LaneRef lane, OwnerId owner) {
    return claimed(lane, owner).claim();
  }

  /// Saves, which must succeed; the right to save next.
  Claim saved(Claim claim, Settled settled) {
    var result = deliveries().save(claim, settled);
    assertThat(result).isInstanceOf(Saved.class);
    return ((Saved) result).claim();
  }

  /// The sequences of the dead letters that are listed.
  List<Long> listed(int subscription) {
    return deadLetters().list(ref(subscription), 0, 1_000).stream()
        .map(DeadLetter::message)
        .map(message -> message.sequence())
        .toList();
  }

  /// The sequences of what is tried again, in its order.
  List<Long> triedAgain(int subscription) {
    return deadLetters().redriven(ref(subscription), 1, 1_000, Long.MAX_VALUE).stream()
        .map(redriven -> redriven.letter().message().sequence())
        .toList();
  }

  /// The numbers of what is tried again, in its order.
  Long[] numbers(int subscription) {
    return deadLetters().redriven(ref(subscription), 1, 1_000, Long.MAX_VALUE).stream()
        .map(redriven -> redriven.number())
        .toArray(Long[]::new);
  }

  /// Gives up all deliveries of `owner`, closes the store and opens it again.
  void reopenWithout(OwnerId owner) {
    deliveries().leave(owner);
    store().reopen();
  }
}
