package io.edgemq.application;

import static io.edgemq.application.FakeEndpoint.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Ordering;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.ports.out.LaneRef;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// A delivery takes note of each attempt, whatever came of it.
final class NotedAttemptsTest extends DeliveryFixture {
  @Test
  void failed_and_delivered_attempts_are_noted_in_order() {
    endpoint.behaviour =
        came ->
            came.attempt() == 1
                ? new Answer.Responded(503, Optional.empty(), "later")
                : new Answer.Responded(201, Optional.empty(), "thanks");
    subscribe();
    start();
    var begin = Instant.now().minusMillis(1);

    publish(1);

    awaitFloor(2);
    assertThat(attempts.noted).extracting(AttemptRecord::sequence).containsExactly(1L, 1L);
    assertThat(attempts.noted).extracting(AttemptRecord::attempt).containsExactly(1, 2);
    assertThat(attempts.noted).extracting(AttemptRecord::answer).containsExactly("later", "thanks");
    assertThat(attempts.noted)
        .extracting(AttemptRecord::status)
        .containsExactly(OptionalInt.of(503), OptionalInt.of(201));
    assertThat(attempts.noted)
        .extracting(AttemptRecord::error)
        .containsExactly(Optional.of(FailureClass.STATUS), Optional.empty());
    assertThat(attempts.noted).allMatch(each -> each.at().isAfter(begin));
    assertThat(attempts.noted.getLast().at()).isAfter(attempts.noted.getFirst().at());
  }

  @Test
  void an_attempt_whose_answer_settles_nothing_is_noted_too() {
    var release = new CountDownLatch(1);
    endpoint.behaviour = _ -> release.getCount() > 0 ? held(release) : status(200);
    subscribe(push(2, Ordering.NONE), 10, SubjectFilter.ALL);
    start();
    publish(1);
    await().until(() -> endpoint.received.size() == 1);

    change(s -> s.goingTo(1));
    await()
        .until(
            () -> store.deliveries().read(LaneRef.of(REF)).map(DeliveryProgress::instruction),
            Optional.of(1L)::equals);
    release.countDown();

    awaitFloor(2);
    await().until(() -> attempts.noted.size() == 2);
    assertThat(attempts.noted).extracting(AttemptRecord::attempt).containsExactly(1, 1);
  }

  @Test
  void the_attempts_of_a_subscription_that_is_removed_are_forgotten() {
    subscribe();
    start();
    publish(1);
    awaitFloor(2);

    store.subscriptions().delete(TENANT, REF.id());

    await().until(() -> attempts.forgotten.contains(REF));
  }
}
