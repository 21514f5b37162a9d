package io.edgemq.application;

import static io.edgemq.application.FakeEndpoint.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Ordering;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.Settlement;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.TopicCatalog;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// What becomes of messages that an endpoint, or the store, does not take at once.
final class DeliveryFailuresTest extends DeliveryFixture {
  @Test
  void a_transient_failure_is_tried_again_after_a_second() {
    endpoint.behaviour = came -> status(came.attempt() == 1 ? 503 : 200);
    subscribe();
    start();

    publish(1);

    awaitFloor(2);
    assertThat(endpoint.received).extracting(FakeEndpoint.Received::attempt).containsExactly(1, 2);
  }

  @Test
  void a_refused_message_is_a_dead_letter_and_a_redrive_delivers_it() {
    endpoint.behaviour = _ -> status(422);
    subscribe();
    start();
    publish(2);
    awaitFloor(3);
    var dead = deadLetters();
    endpoint.behaviour = _ -> status(200);

    long moved = store.deadLetters().redrive(REF, new DeadLetterStore.Sequences(Set.of(2L)));
    change(s -> s.pushing(PushState::redriven));

    await().until(() -> endpoint.received.size() == 3);
    await().until(() -> store.deadLetters().redriven(REF, 1, 10, Long.MAX_VALUE).isEmpty());
    assertThat(dead)
        .extracting(letter -> letter.reason().text())
        .containsExactly("status_422", "status_422");
    assertThat(moved).isEqualTo(1);
    assertThat(endpoint.received.getLast().sequence()).isEqualTo(2);
    assertThat(endpoint.received.getLast().attempt()).isEqualTo(1);
    assertThat(deadLetters()).extracting(d -> d.message().sequence()).containsExactly(1L);
    assertThat(progress().floor()).isEqualTo(3);
  }

  @Test
  void a_redriven_message_that_fails_again_is_a_dead_letter_once() {
    endpoint.behaviour = _ -> status(422);
    subscribe();
    start();
    publish(1);
    awaitFloor(2);

    store.deadLetters().redrive(REF, new DeadLetterStore.All());
    change(s -> s.pushing(PushState::redriven));

    await().until(() -> endpoint.received.size() == 2);
    await().until(() -> deadLetters().size() == 1);
    assertThat(store.deadLetters().redriven(REF, 1, 10, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void a_message_without_attempts_left_is_a_dead_letter() {
    endpoint.behaviour = _ -> new Answer.Failed(FailureClass.CONNECT, "refused");
    subscribe(push(16, Ordering.NONE), 2, SubjectFilter.ALL);
    start();

    publish(1);

    awaitFloor(2);
    assertThat(deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(new Settlement.Reason.MaxDeliver());
              assertThat(letter.attempts()).isEqualTo(2);
              assertThat(letter.lastStatus()).isEmpty();
            });
  }

  @Test
  void an_endpoint_that_is_gone_disables_the_subscription_and_resuming_loses_nothing() {
    endpoint.behaviour = came -> status(came.sequence() == 1 ? 410 : 200);
    subscribe(push(1, Ordering.NONE), 10, SubjectFilter.ALL);
    start();
    publish(1);
    await().until(() -> current().state() == SubscriptionState.DISABLED);
    publish(5);

    change(s -> s.with(SubscriptionState.ACTIVE));

    awaitFloor(7);
    assertThat(endpoint.received).hasSize(6);
    assertThat(deadLetters()).extracting(d -> d.reason().text()).containsExactly("status_410");
  }

  @Test
  void while_nothing_can_be_saved_no_more_is_sent_than_has_slots_and_saves_are_not_hurried() {
    var progress = new OutageOfSaves(store.deliveries());
    subscribe(push(2, Ordering.NONE), 10, SubjectFilter.ALL);
    start(progress);
    publish(6);
    await().until(() -> progress.failed.get() == 2);
    int sent = endpoint.received.size();

    progress.isOut = false;

    awaitFloor(7);
    assertThat(sent).isEqualTo(2);
    assertThat(endpoint.received).hasSize(6);
    assertThat(progress.failed.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void answers_to_what_was_sent_before_a_replay_settle_nothing() throws Exception {
    var release = new CountDownLatch(1);
    endpoint.behaviour = came -> release.getCount() > 0 ? refusedLate(release) : status(200);
    subscribe(push(2, Ordering.NONE), 10, SubjectFilter.ALL);
    start();
    publish(2);
    await().until(() -> endpoint.received.size() == 2);

    change(s -> s.goingTo(1));
    await()
        .until(
            () -> store.deliveries().read(LaneRef.of(REF)).map(DeliveryProgress::instruction),
            Optional.of(1L)::equals);
    release.countDown();

    awaitFloor(3);
    assertThat(endpoint.sequences()).containsExactlyInAnyOrder(1L, 2L, 1L, 2L);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void what_the_topic_dropped_meanwhile_is_counted_and_the_rest_is_delivered() {
    subscribe();
    change(s -> s.with(SubscriptionState.PAUSED));
    start();
    publish(10);

    keepOnly(4);
    change(s -> s.with(SubscriptionState.ACTIVE));

    awaitFloor(11);
    assertThat(endpoint.sequences()).containsExactlyInAnyOrder(7L, 8L, 9L, 10L);
    assertThat(progress().expired()).isEqualTo(6);
  }

  private static Answer refusedLate(CountDownLatch release) {
    var unused = held(release);
    return status(404);
  }

  private void keepOnly(long messages) {
    var topic = store.topicCatalog().find(TOPIC).orElseThrow();
    var config =
        new TopicConfig(
            topic.config().retention(),
            null,
            messages,
            topic.config().storage(),
            topic.config().placement());
    assertThat(store.topicCatalog().update(TOPIC, topic.config(), config))
        .isInstanceOf(TopicCatalog.Updated.class);
  }
}
