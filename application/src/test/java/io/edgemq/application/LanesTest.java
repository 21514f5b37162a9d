package io.edgemq.application;

import static io.edgemq.application.FakeEndpoint.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.LaneRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class LanesTest extends DeliveryFixture {
  private static final int LANES = 4;

  private static PushConfig lanes(int maxInFlight) {
    return push(maxInFlight, Ordering.SUBJECT).with(LANES, BodyFormat.RAW);
  }

  private void publishMany(int count) {
    for (int i = 0; i < count; i++) {
      publish("t.customer-" + i % 20, "m" + i);
    }
  }

  private long floor() {
    return LaneRef.all(REF, LANES).stream()
        .mapToLong(lane -> store.deliveries().read(lane).map(DeliveryProgress::floor).orElse(1L))
        .min()
        .orElseThrow();
  }

  private void awaitAllFloors(long floor) {
    await().atMost(Duration.ofSeconds(15)).until(() -> floor() == floor);
  }

  /// Each subject's messages, first deliveries only, in the order of their arrival.
  private void assertOrder() {
    var last = new HashMap<String, Long>();
    var seen = new HashSet<Long>();
    for (var came : endpoint.received) {
      if (seen.add(came.sequence())) {
        var before = last.put(came.subject(), came.sequence());
        assertThat(before == null || before < came.sequence()).isTrue();
      }
    }
  }

  @Test
  void together_they_deliver_everything_in_order_by_subject() {
    var random = new Random(11);
    endpoint.behaviour = came -> status(came.attempt() == 1 && random.nextInt(20) == 0 ? 503 : 200);
    subscribe(lanes(8), 10, SubjectFilter.ALL);
    start();

    publishMany(200);

    awaitAllFloors(201);
    assertThat(new HashSet<>(endpoint.sequences())).hasSize(200);
    assertOrder();
    assertThat(endpoint.mostAtOnce.get()).isLessThanOrEqualTo(8);
  }

  @Test
  void a_lane_has_its_share_of_what_may_be_in_flight() throws Exception {
    var release = new CountDownLatch(1);
    endpoint.behaviour = _ -> held(release);
    subscribe(lanes(LANES), 10, SubjectFilter.ALL);
    start();
    publishMany(100);
    await().until(() -> endpoint.received.size() == LANES);

    release.countDown();

    awaitAllFloors(101);
    assertThat(endpoint.mostAtOnce).hasValue(LANES);
  }

  @Test
  void a_dead_letter_of_a_lane_is_redriven_by_that_lane_alone() {
    endpoint.behaviour = came -> status(came.sequence() % 2 == 0 ? 400 : 200);
    subscribe(lanes(8), 10, SubjectFilter.ALL);
    start();
    publishMany(40);
    awaitAllFloors(41);
    assertThat(deadLetters()).hasSize(20);
    endpoint.behaviour = _ -> status(200);
    endpoint.received.clear();

    store.deadLetters().redrive(REF, new DeadLetterStore.All());
    change(s -> s.pushing(PushState::redriven));

    await().until(() -> endpoint.received.size() == 20);
    await().until(() -> store.deadLetters().redriven(REF, 1, 100, Long.MAX_VALUE).isEmpty());
    assertThat(new HashSet<>(endpoint.sequences())).hasSize(20);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void several_processes_share_the_lanes_and_one_that_leaves_hands_over() {
    var owners = new SeveralOwners(store.deliveries());
    subscribe(lanes(8), 10, SubjectFilter.ALL);
    var first = start(owners);
    publishMany(50);
    awaitAllFloors(51);
    start(owners);
    start(owners);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> new HashSet<>(owners.owners.values()).size() > 1);
    publishMany(50);
    awaitAllFloors(101);

    first.close();
    publishMany(50);

    awaitAllFloors(151);
    assertThat(endpoint.received).hasSize(150);
    assertOrder();
  }

  @Test
  void a_release_that_fails_is_tried_again() {
    var owners = new SeveralOwners(store.deliveries());
    subscribe(lanes(8), 10, SubjectFilter.ALL);
    start(owners);
    publishMany(20);
    awaitAllFloors(21);
    owners.failingReleases.set(LANES);

    start(owners);

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> new HashSet<>(owners.owners.values()).size() > 1);
    publishMany(20);
    awaitAllFloors(41);
    assertThat(owners.failingReleases.get()).isLessThan(LANES);
  }

  @Test
  void a_claim_whose_answer_is_lost_stops_nobody() {
    var owners = new SeveralOwners(store.deliveries());
    owners.lostClaims.set(LANES);
    subscribe(lanes(8), 10, SubjectFilter.ALL);
    start(owners);
    await().atMost(Duration.ofSeconds(10)).until(() -> owners.lostClaims.get() == 0);

    start(owners);
    publishMany(20);

    awaitAllFloors(21);
    assertThat(endpoint.received).hasSize(20);
  }

  @Test
  void a_record_that_is_not_legible_stops_no_other_delivery() {
    var owners = new SeveralOwners(store.deliveries());
    owners.unreadable.set(1);
    subscribe(lanes(8), 10, SubjectFilter.ALL);
    start(owners);

    publishMany(20);

    awaitAllFloors(21);
    assertThat(endpoint.received).hasSize(20);
    assertThat(owners.unreadable).hasValue(0);
  }
}
