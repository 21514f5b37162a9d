package io.edgemq.testkit;

import static io.edgemq.testkit.Pushes.dead;
import static io.edgemq.testkit.Pushes.letter;
import static io.edgemq.testkit.Pushes.progress;
import static io.edgemq.testkit.Pushes.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Subject;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.LastError;
import io.edgemq.domain.push.MessageKey;
import io.edgemq.domain.push.Unsettled;
import io.edgemq.ports.out.DeadLetterStore.All;
import io.edgemq.ports.out.DeliveryStore.ClaimResult;
import io.edgemq.ports.out.DeliveryStore.Claimed;
import io.edgemq.ports.out.DeliveryStore.Overtaken;
import io.edgemq.ports.out.DeliveryStore.Owned;
import io.edgemq.ports.out.DeliveryStore.Saved;
import io.edgemq.ports.out.DeliveryStore.Settled;
import io.edgemq.ports.out.OwnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One process delivers a lane, and only it saves. How long an owner counts as alive that says
/// nothing any more is real time, so the adapters' own tests look at that.
public abstract class DeliveryStoreContract extends PushContract {
  private static DeliveryProgress unusual(CircuitBreaker breaker) {
    var error =
        new LastError(
            TestTime.START, FailureClass.STATUS, OptionalInt.of(503), "the endpoint \"é\" broke");
    return new DeliveryProgress(
        7,
        3,
        1L << 40,
        List.of(
            new Unsettled(
                new MessageKey(Backlog.REDRIVE, 2), new Subject("orders"), 0, TestTime.START),
            new Unsettled(
                new MessageKey(Backlog.TOPIC, 1L << 33),
                new Subject("orders.Ünï.a"),
                999,
                TestTime.START.plusNanos(1_234_567))),
        breaker,
        Optional.of(TestTime.START.plusSeconds(9)),
        Optional.of(error),
        1L << 35,
        16);
  }

  static List<CircuitBreaker> breakers() {
    return List.of(
        new CircuitBreaker.Closed(9),
        new CircuitBreaker.Open(TestTime.START.plusMillis(31), Duration.ofSeconds(30), 10),
        new CircuitBreaker.HalfOpen(Duration.ofMinutes(5), 17));
  }

  @Test
  void who_says_that_it_lives_is_alive_until_it_leaves() {
    assertThat(deliveries().alive(FIRST)).contains(FIRST);

    deliveries().leave(FIRST);

    assertThat(deliveries().alive(SECOND)).contains(SECOND).doesNotContain(FIRST);
  }

  @Test
  void a_new_lane_is_claimed_and_has_no_progress() {
    var lane = subscribed(1);

    var claimed = claimed(lane, FIRST);

    assertThat(claimed.progress()).isEmpty();
    assertThat(claimed.claim().lane()).isEqualTo(lane);
    assertThat(claimed.claim().owner()).isEqualTo(FIRST);
    assertThat(deliveries().read(lane)).isEmpty();
  }

  @Test
  void what_a_live_owner_has_is_not_claimed() {
    var lane = subscribed(1);
    var claim = claim(lane, FIRST);
    deliveries().alive(SECOND);

    assertThat(deliveries().claim(lane, SECOND)).isEqualTo(new Owned(FIRST));

    assertThat(deliveries().save(claim, progress(2))).isInstanceOf(Saved.class);
  }

  @Test
  void what_an_owner_had_that_left_is_claimed_at_once_with_its_progress() {
    var lane = subscribed(1);
    saved(claim(lane, FIRST), progress(17));
    deliveries().leave(FIRST);

    var claimed = claimed(lane, SECOND);

    assertThat(claimed.progress()).contains(upTo(17));
  }

  @Test
  void a_claim_that_was_overtaken_saves_nothing() {
    var lane = subscribed(1);
    var stale = saved(claim(lane, FIRST), progress(2));
    deliveries().leave(FIRST);
    var claim = claim(lane, SECOND);

    assertThat(deliveries().save(stale, new Settled(upTo(9), List.of(letter(8)), List.of())))
        .isEqualTo(new Overtaken());
    assertThat(deliveries().release(stale, progress(9))).isEqualTo(new Overtaken());

    assertThat(deliveries().read(lane)).contains(upTo(2));
    assertThat(listed(1)).isEmpty();
    assertThat(deliveries().save(claim, progress(3))).isInstanceOf(Saved.class);
  }

  @Test
  void an_overtaken_claim_settles_no_redrive() {
    var lane = subscribed(1);
    var stale = saved(claim(lane, FIRST), dead(letter(8)));
    deadLetters().redrive(ref(1), new All());
    deliveries().leave(FIRST);
    claim(lane, SECOND);

    deliveries().save(stale, Pushes.delivered(numbers(1)));

    assertThat(triedAgain(1)).containsExactly(8L);
  }

  @Test
  void who_claims_again_cannot_save_by_its_earlier_claim() {
    var lane = subscribed(1);
    var earlier = saved(claim(lane, FIRST), progress(2));

    var again = claimed(lane, FIRST);

    assertThat(again.progress()).contains(upTo(2));
    assertThat(deliveries().save(earlier, progress(9))).isEqualTo(new Overtaken());
    assertThat(deliveries().save(again.claim(), progress(3))).isInstanceOf(Saved.class);
    assertThat(deliveries().read(lane)).contains(upTo(3));
  }

  @Test
  void of_many_who_claim_at_once_one_does() throws Exception {
    var lane = subscribed(1);
    var owners = new ArrayList<Callable<ClaimResult>>();
    for (int i = 0; i < 8; i++) {
      var owner = new OwnerId("owner" + i);
      deliveries().alive(owner);
      owners.add(() -> deliveries().claim(lane, owner));
    }
    var results = new ArrayList<ClaimResult>();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var result : threads.invokeAll(owners)) {
        results.add(result.get());
      }
    }

    var claims = results.stream().filter(Claimed.class::isInstance).map(Claimed.class::cast);
    assertThat(claims.toList())
        .singleElement()
        .satisfies(
            claimed ->
                assertThat(deliveries().save(claimed.claim(), progress(2)))
                    .isInstanceOf(Saved.class));
  }

  @Test
  void a_released_lane_is_anybodys_with_what_was_saved_then() {
    var lane = subscribed(1);
    var claim = saved(claim(lane, FIRST), progress(2));

    var result = deliveries().release(claim, new Settled(upTo(5), List.of(letter(4)), List.of()));
    var next = claimed(lane, SECOND);

    assertThat(result).isInstanceOf(Saved.class);
    assertThat(next.progress()).contains(upTo(5));
    assertThat(listed(1)).containsExactly(4L);
    assertThat(deliveries().save(claim, progress(9))).isEqualTo(new Overtaken());
  }

  @ParameterizedTest
  @MethodSource("breakers")
  void every_part_of_the_progress_is_kept(CircuitBreaker breaker) {
    var lane = subscribed(1);
    var claim = claim(lane, FIRST);

    saved(claim, new Settled(unusual(breaker), List.of(), List.of()));

    assertThat(deliveries().read(lane)).contains(unusual(breaker));
  }

  @Test
  void each_save_takes_the_place_of_the_one_before() {
    var lane = subscribed(1);
    var claim = claim(lane, FIRST);

    for (int next = 2; next < 20; next++) {
      claim = saved(claim, progress(next));
    }

    assertThat(deliveries().read(lane)).contains(upTo(19));
  }

  @Test
  void lanes_do_not_see_each_other() {
    var first = subscribed(1);
    var second = subscribed(2);
    saved(claim(first, FIRST), progress(5));

    var claimed = claimed(second, SECOND);

    assertThat(claimed.progress()).isEmpty();
    assertThat(deliveries().read(second)).isEmpty();
    assertThat(deliveries().read(first)).contains(upTo(5));
  }

  @Test
  void progress_is_there_after_a_reopening() {
    var lane = subscribed(1);
    saved(
        claim(lane, FIRST),
        new Settled(unusual(CircuitBreaker.CLOSED), List.of(letter(4)), List.of()));

    reopenWithout(FIRST);

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(deliveries().read(lane)).contains(unusual(CircuitBreaker.CLOSED));
        assertThat(claimed(lane, SECOND).progress()).contains(unusual(CircuitBreaker.CLOSED));
        assertThat(listed(1)).containsExactly(4L);
      }
      case VOLATILE -> assertThat(deliveries().read(lane)).isEmpty();
    }
  }
}
