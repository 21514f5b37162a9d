package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicLog;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Events reach the topic of their tenant whatever the store does meanwhile, or are counted as
// lost.
final class EventOutagesTest extends EventsFixture {
  @Test
  void an_outage_delays_events_in_their_order() {
    isOut = true;
    try (var events = failing()) {
      for (int i = 0; i < 250; i++) {
        events.tell(ACME, created("s" + i));
      }
      assertThat(events.waiting()).isEqualTo(250);

      isOut = false;

      await().until(() -> events.stored() == 250);
      assertThat(events.waiting()).isZero();
      assertThat(events.dropped()).isZero();
    }
    var expected =
        IntStream.range(0, 250).mapToObj(i -> "$events.subscription.s" + i + ".active").toList();
    assertThat(subjects()).isEqualTo(expected);
  }

  @Test
  void an_append_that_was_not_answered_is_there_once() {
    var appended = new AtomicInteger();
    TopicLogProbe probe =
        (_, arguments) -> {
          var result = store.topicLog().append((TopicRef) arguments[0], messages(arguments[1]));
          if (result instanceof TopicLog.Appended && appended.incrementAndGet() == 1) {
            throw new StoreException.TimedOut("late", new IllegalStateException("a test"));
          }
        };
    try (var events = events(probe)) {
      events.tell(ACME, created("s"));

      await().until(() -> events.stored() == 1);
    }

    assertThat(appended).hasValueGreaterThan(1);
    assertThat(subjects()).containsExactly("$events.subscription.s.active");
  }

  @Test
  void what_waits_at_the_end_is_appended() {
    isOut = true;
    var events = failing();
    events.tell(ACME, created("s"));
    isOut = false;

    events.close();

    assertThat(subjects()).containsExactly("$events.subscription.s.active");
    assertThat(events.dropped()).isZero();
  }

  @Test
  void what_cannot_be_appended_at_the_end_is_dropped_and_counted() {
    isOut = true;
    var events = failing();
    events.tell(ACME, created("s"));

    events.close();
    events.tell(ACME, created("after"));

    assertThat(subjects()).isEmpty();
    assertThat(events.dropped()).isEqualTo(2);
  }

  @Test
  void what_the_store_does_not_take_for_too_long_is_dropped_and_counted() {
    isOut = true;
    try (var events = failing()) {
      events.tell(ACME, created("old"));
      now = START.plus(SubscriptionEvents.LONGEST);
      events.tell(ACME, created("young"));

      await().until(() -> events.dropped() == 1);
      isOut = false;

      await().until(() -> events.stored() == 1);
      assertThat(subjects()).containsExactly("$events.subscription.young.active");
    }
  }

  @Test
  void no_more_than_so_many_wait() throws InterruptedException {
    var release = new CountDownLatch(1);
    try (var events = events((_, _) -> release.await())) {
      for (int i = 0; i <= SubscriptionEvents.MOST_WAITING; i++) {
        events.tell(ACME, created("s"));
      }

      assertThat(events.dropped()).isEqualTo(1);
      assertThat(events.waiting()).isEqualTo(SubscriptionEvents.MOST_WAITING);
      release.countDown();
      await().until(() -> events.stored() == SubscriptionEvents.MOST_WAITING);
    }
  }

  @Test
  void the_events_of_a_tenant_do_not_wait_for_anothers() {
    TopicLogProbe probe =
        (_, arguments) -> {
          if (((TopicRef) arguments[0]).tenant().equals(OTHER)) {
            throw new StoreException.Damaged("T_other", new IllegalStateException("a test"));
          }
        };
    try (var events = events(probe)) {
      events.tell(OTHER, created("s"));
      events.tell(ACME, created("s"));

      await().until(() -> events.stored() == 1);
      assertThat(subjects()).containsExactly("$events.subscription.s.active");
      assertThat(events.waiting()).isEqualTo(1);
    }
  }

  @Test
  void a_topic_that_has_lost_a_part_is_made_again() {
    var topic = new TopicRef(ACME, TopicName.EVENTS);
    store.topicCatalog().create(ACME, new Topic(topic.name(), TopicConfig.DEFAULT, START));
    store.topicCatalog().delete(topic);
    var calls = new AtomicInteger();
    TopicLogProbe probe =
        (_, _) -> {
          if (calls.incrementAndGet() == 1) {
            throw new StoreException.Damaged("T_acme", new IllegalStateException("a test"));
          }
        };
    try (var events = events(probe)) {
      events.tell(ACME, created("s"));

      await().until(() -> events.stored() == 1);
    }

    assertThat(calls).hasValue(2);
    assertThat(subjects()).containsExactly("$events.subscription.s.active");
  }
}
