package io.edgemq.application;

import static io.edgemq.application.FakeEndpoint.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Ordering;
import io.edgemq.domain.SubjectFilter;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Deliveries with little memory for bodies.
final class DeliveryMemoryTest extends DeliveryFixture {
  private static final int SIZE = 100;

  private void publishLarge(int count) {
    publish("t", IntStream.range(0, count).mapToObj(i -> body(i)).toArray(String[]::new));
  }

  private static String body(int number) {
    return "%0100d".formatted(number);
  }

  @Test
  void no_more_bodies_are_sent_at_once_than_there_is_room_for() {
    budget = new FlightBudget(8 * SIZE);
    var release = new CountDownLatch(1);
    endpoint.behaviour = _ -> held(release);
    subscribe(push(16, Ordering.NONE), 10, SubjectFilter.ALL);
    publishLarge(20);
    start();

    await().until(() -> budget.waiting() == 14);
    int sent = endpoint.received.size();
    release.countDown();

    awaitFloor(21);
    assertThat(sent).isLessThanOrEqualTo(2);
    assertThat(endpoint.mostAtOnce).hasValueLessThanOrEqualTo(2);
    assertThat(endpoint.bodies())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 20).mapToObj(DeliveryMemoryTest::body).toList());
    await().until(() -> budget.used() == 0);
  }

  @Test
  void a_body_that_is_larger_than_all_the_room_is_sent_too() {
    budget = new FlightBudget(SIZE / 2);
    subscribe();
    publishLarge(3);

    start();

    awaitFloor(4);
    assertThat(endpoint.mostAtOnce).hasValue(1);
  }

  @Test
  void what_is_tried_again_finds_its_room_again() {
    budget = new FlightBudget(8 * SIZE);
    endpoint.behaviour = came -> status(came.attempt() == 1 ? 503 : 200);
    subscribe();
    publishLarge(5);

    start();

    awaitFloor(6);
    assertThat(endpoint.received).hasSize(10);
    await().until(() -> budget.used() == 0);
  }

  @Test
  void what_is_read_ahead_has_a_bound_and_a_lane_that_ends_gives_its_part_back() {
    budget = new FlightBudget(8 * SIZE);
    var release = new CountDownLatch(1);
    endpoint.behaviour = _ -> held(release);
    subscribe(push(1, Ordering.NONE), 10, SubjectFilter.ALL);
    publishLarge(20);
    var deliveries = start();

    await().until(() -> endpoint.received.size() == 1 && budget.ahead() > 0);
    long ahead = budget.ahead();
    deliveries.close();
    await().until(() -> budget.ahead() == 0);
    release.countDown();
    start();

    awaitFloor(21);
    assertThat(ahead).isBetween((long) SIZE, 4L * SIZE);
    await().until(() -> budget.ahead() == 0);
  }

  @Test
  void what_waits_for_room_when_a_delivery_ends_is_not_sent_any_more() {
    budget = new FlightBudget(8 * SIZE);
    var release = new CountDownLatch(1);
    endpoint.behaviour = _ -> held(release);
    subscribe(push(16, Ordering.NONE), 10, SubjectFilter.ALL);
    publishLarge(20);
    var deliveries = start();
    await().until(() -> budget.waiting() == 14);

    deliveries.close();
    release.countDown();

    await().until(() -> budget.waiting() == 0 && budget.used() == 0);
    assertThat(endpoint.received).hasSize(2);
  }
}
