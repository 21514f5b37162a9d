package io.edgemq.testkit;

import static io.edgemq.testkit.Pushes.dead;
import static io.edgemq.testkit.Pushes.letter;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.DeadLetterStore.Counts;
import io.edgemq.ports.out.DeliveryStore.Claimed;
import io.edgemq.ports.out.DeliveryStore.Overtaken;
import io.edgemq.ports.out.LaneRef;
import org.junit.jupiter.api.Test;

/// A delivery and its dead letters belong to their subscription, and end with it.
public abstract class DeliveryEndContract extends PushContract {
  @Test
  void a_delivery_goes_with_its_subscription() {
    var lane = subscribed(1);
    var claim = saved(claim(lane, FIRST), dead(letter(4)));

    ports().subscriptions().delete(TENANT, Pushes.id(1));
    deliveries().forget(ref(1));

    assertNothingIsLeft(lane);
    assertThat(deliveries().save(claim, dead(letter(5)))).isEqualTo(new Overtaken());
    assertNothingIsLeft(lane);
  }

  @Test
  void a_delivery_goes_with_its_topic() {
    var lane = subscribed(1);
    var claim = saved(claim(lane, FIRST), dead(letter(4)));

    ports().topicCatalog().delete(new TopicRef(TENANT, new TopicName("orders")));
    deliveries().forget(ref(1));

    assertNothingIsLeft(lane);
    assertThat(deliveries().save(claim, dead(letter(5)))).isEqualTo(new Overtaken());
    assertNothingIsLeft(lane);
  }

  @Test
  void what_is_forgotten_is_gone() {
    var lane = subscribed(1);
    subscribed(2);
    saved(claim(lane, FIRST), dead(letter(4)));
    saved(claim(lane(2), FIRST), dead(letter(6)));

    deliveries().forget(ref(1));
    deliveries().forget(ref(1));

    assertNothingIsLeft(lane);
    assertThat(listed(2)).containsExactly(6L);
  }

  @Test
  void the_claim_of_what_is_not_there_saves_nothing() {
    subscribed(1);

    var result = deliveries().claim(lane(2), FIRST);

    assertThat(result).isInstanceOf(Claimed.class);
    assertThat(deliveries().save(((Claimed) result).claim(), dead(letter(5))))
        .isEqualTo(new Overtaken());
    assertNothingIsLeft(lane(2));
  }

  @Test
  void tenants_do_not_see_each_other() {
    var lane = subscribed(1);
    saved(claim(lane, FIRST), dead(letter(4)));
    var theirs = new SubscriptionRef(new TenantId("theirs"), Pushes.id(1));

    deliveries().forget(theirs);

    assertThat(deliveries().read(LaneRef.of(theirs))).isEmpty();
    assertThat(deadLetters().list(theirs, 0, 10)).isEmpty();
    assertThat(deadLetters().count(theirs)).isEqualTo(new Counts(0, 0));
    assertThat(deliveries().read(lane)).isPresent();
    assertThat(listed(1)).containsExactly(4L);
  }

  private void assertNothingIsLeft(LaneRef lane) {
    assertThat(deliveries().read(lane)).isEmpty();
    assertThat(deadLetters().list(lane.subscription(), 0, 10)).isEmpty();
    assertThat(deadLetters().redriven(lane.subscription(), 1, 10, Long.MAX_VALUE)).isEmpty();
    assertThat(deadLetters().count(lane.subscription())).isEqualTo(new Counts(0, 0));
  }
}
