package io.edgemq.application;

import static io.edgemq.application.FakeEndpoint.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.LaneRef;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DeliveriesTest extends DeliveryFixture {
  @Test
  void every_message_is_delivered_and_settled() {
    subscribe();
    start();

    publish(100);

    awaitFloor(101);
    assertThat(endpoint.sequences())
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
    assertThat(progress().inFlight()).isZero();
  }

  @Test
  void what_was_published_before_the_start_is_delivered_too() {
    subscribe();
    publish(20);

    start();

    awaitFloor(21);
    assertThat(endpoint.received).hasSize(20);
  }

  @Test
  void only_what_the_pattern_matches_is_delivered() {
    subscribe(push(16, Ordering.NONE), 10, new SubjectFilter.Matching(new Pattern("t.eu.*")));
    start();

    publish("t.us.a", "no");
    publish("t.eu.a", "yes");

    awaitFloor(3);
    assertThat(endpoint.bodies()).containsExactly("yes");
  }

  @Test
  void nothing_is_sent_while_it_is_paused_and_nothing_is_lost() {
    subscribe();
    change(s -> s.with(SubscriptionState.PAUSED));
    start();
    publish(4);
    await()
        .during(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(endpoint.received).isEmpty());

    change(s -> s.with(SubscriptionState.ACTIVE));

    awaitFloor(5);
    assertThat(endpoint.sequences()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
  }

  @Test
  void a_replay_delivers_again_from_where_it_says() {
    subscribe();
    start();
    publish(4);
    awaitFloor(5);

    change(s -> s.goingTo(3));

    await().until(() -> endpoint.received.size() == 6);
    assertThat(endpoint.sequences().subList(4, 6)).containsExactlyInAnyOrder(3L, 4L);
    await().until(() -> progress().instruction() == 1);
  }

  @Test
  void never_more_are_in_flight_than_allowed() throws Exception {
    var release = new CountDownLatch(1);
    endpoint.behaviour = _ -> held(release);
    subscribe(push(3, Ordering.NONE), 10, SubjectFilter.ALL);
    start();
    publish(10);
    await().until(() -> endpoint.received.size() == 3);

    release.countDown();

    awaitFloor(11);
    assertThat(endpoint.mostAtOnce).hasValue(3);
  }

  @Test
  void messages_of_a_subject_come_in_order_one_at_a_time() {
    endpoint.behaviour = came -> status(came.attempt() == 1 && came.sequence() == 1 ? 500 : 200);
    subscribe(push(16, Ordering.SUBJECT), 10, SubjectFilter.ALL);
    start();

    publish("t.a", "1", "2", "3");
    publish("t.b", "4");

    awaitFloor(5);
    assertThat(endpoint.sequences().stream().filter(n -> n != 4)).containsExactly(1L, 1L, 2L, 3L);
  }

  @Test
  void who_takes_over_goes_on_where_the_former_ended() {
    subscribe();
    var first = start();
    publish(10);
    awaitFloor(11);

    first.close();
    publish(10);
    start();

    awaitFloor(21);
    assertThat(endpoint.received).hasSize(20);
  }

  @Test
  void a_subscription_that_is_deleted_is_delivered_no_more() {
    subscribe();
    start();
    publish(1);
    awaitFloor(2);

    store.subscriptions().delete(TENANT, REF.id());

    await().until(() -> endpoint.open.get() == 0);
    assertThat(store.deliveries().read(LaneRef.of(REF))).isEmpty();
  }

  @Test
  void a_url_that_is_changed_gets_the_next_messages() {
    subscribe();
    start();
    publish(1);
    awaitFloor(2);

    change(s -> s.with(movedTo(s.config(), "http://127.0.0.1:10/")));

    await()
        .until(
            () -> {
              publish(1);
              return endpoint.urls.size() == 2;
            });
    assertThat(endpoint.urls).containsExactly("http://127.0.0.1:9/", "http://127.0.0.1:10/");
    await().until(() -> endpoint.open.get() == 1);
  }

  @Test
  void another_url_begins_with_a_closed_breaker() {
    subscribe(push(1, Ordering.NONE), 1, SubjectFilter.ALL);
    endpoint.behaviour = _ -> status(500);
    start();
    publish(12);
    await().until(() -> endpoint.received.size() == CircuitBreaker.THRESHOLD);
    await().until(() -> progress().breaker() instanceof CircuitBreaker.Open);
    endpoint.behaviour = _ -> status(200);

    change(s -> s.with(movedTo(s.config(), "http://127.0.0.1:10/")));

    awaitFloor(13);
    assertThat(progress().breaker()).isEqualTo(CircuitBreaker.CLOSED);
  }

  @Test
  void what_is_under_way_is_told_although_nothing_settles() throws Exception {
    var release = new CountDownLatch(1);
    endpoint.behaviour = _ -> held(release);
    subscribe(push(3, Ordering.NONE), 10, SubjectFilter.ALL);
    start();
    publish(5);

    await()
        .until(
            () -> store.deliveries().read(LaneRef.of(REF)).map(DeliveryProgress::inFlight),
            Optional.of(3)::equals);

    release.countDown();
    awaitFloor(6);
    await().until(() -> progress().inFlight() == 0);
  }

  private static SubscriptionConfig movedTo(SubscriptionConfig config, String url) {
    var push = ((DeliveryType.HttpPush) config.delivery()).push();
    return new SubscriptionConfig(
        config.name(),
        config.topic(),
        config.filter(),
        new DeliveryType.HttpPush(push.calling(WebhookUrl.parse(url).orElseThrow())),
        config.start(),
        config.policy());
  }
}
