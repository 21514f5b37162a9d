package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.event.Reason;
import io.edgemq.domain.event.SubscriptionEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Events reach the topic of their tenant.
final class SubscriptionEventsTest extends EventsFixture {
  @Test
  void the_first_event_makes_the_topic_and_has_the_promised_body() {
    var paused = active.with(SubscriptionState.PAUSED);
    now = START.plusMillis(120);
    try (var events = TestEvents.over(store, () -> now)) {
      events.changed(ACME, active, paused, Reason.REQUESTED);

      await().until(() -> events.stored() == 1);
    }

    var topic = store.topicCatalog().find(new TopicRef(ACME, TopicName.EVENTS)).orElseThrow();
    assertThat(topic.config().retention()).isEqualTo(Duration.ofDays(7));
    var message = TestEvents.messages(store.topicLog(), ACME).getFirst();
    assertThat(message.subject()).isEqualTo(new Subject("$events.subscription.s.paused"));
    assertThat(message.content().contentType()).isEqualTo("application/json");
    assertThat(message.content().attributes().find("mq-event-id")).isPresent();
    assertThat(TestEvents.text(message))
        .isEqualTo(
            "{\"at\":\"2025-11-21T08:00:00.120Z\",\"kind\":\"subscription\","
                + "\"resource\":\"/v1/subscriptions/sub_aaaaaaaaaaaaaaaaaaaaaaaa\","
                + "\"from\":\"active\",\"to\":\"paused\",\"reason\":\"requested\"}");
  }

  @Test
  void a_new_subscription_was_nothing_and_a_time_has_milliseconds() {
    try (var events = TestEvents.over(store, () -> now)) {
      events.tell(ACME, SubscriptionEvent.created(active));

      await().until(() -> events.stored() == 1);
    }

    assertThat(TestEvents.text(TestEvents.messages(store.topicLog(), ACME).getFirst()))
        .contains("\"at\":\"2025-11-21T08:00:00.000Z\"", "\"from\":null,\"to\":\"active\"");
  }

  @Test
  void the_same_state_is_no_event() {
    try (var events = TestEvents.over(store, () -> now)) {
      events.changed(ACME, active, active.replayed(Start.EARLIEST), Reason.REQUESTED);
    }

    assertThat(store.topicCatalog().find(new TopicRef(ACME, TopicName.EVENTS))).isEmpty();
  }

  @Test
  void two_processes_may_make_the_topic_at_once() {
    try (var one = TestEvents.over(store, () -> now);
        var other = SubscriptionEvents.start(otherIds())) {
      one.tell(ACME, created("one"));
      other.tell(ACME, created("other"));

      await().until(() -> one.stored() + other.stored() == 2);
    }

    assertThat(subjects())
        .containsExactlyInAnyOrder(
            "$events.subscription.one.active", "$events.subscription.other.active");
  }

  private EventTools otherIds() {
    return new EventTools(
        new Access(), store.topicCatalog(), store.topicLog(), () -> "b".repeat(24), () -> now);
  }
}
