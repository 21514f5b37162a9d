package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FlightBudgetTest {
  private static final long TOTAL = 1_000;

  private final FlightBudget budget = new FlightBudget(TOTAL);

  private static SubscriptionRef of(String tenant, int number) {
    return new SubscriptionRef(
        new TenantId(tenant), new SubscriptionId("sub_" + "%024d".formatted(number)));
  }

  private static FutureTask<Boolean> begin(Callable<Boolean> task) {
    var begun = new FutureTask<>(task);
    Thread.ofVirtual().start(begun);
    return begun;
  }

  /// Waits until so many wait.
  private void awaitWaiting(long count) {
    await().until(() -> budget.waiting() == count);
  }

  private FutureTask<Boolean> waiting(SubscriptionRef owner, long bytes) {
    long before = budget.waiting();
    var task =
        begin(
            () -> {
              budget.take(owner, bytes);
              return true;
            });
    awaitWaiting(before + 1);
    return task;
  }

  private static void assertGranted(FutureTask<Boolean> task) throws Exception {
    assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_subscription_holds_a_quarter_at_most_and_holds_up_no_other() throws Exception {
    var slow = of("a", 1);
    assertThat(budget.tryTake(slow, 100)).isTrue();
    assertThat(budget.tryTake(slow, 150)).isTrue();
    assertThat(budget.tryTake(slow, 1)).isFalse();
    var more = waiting(slow, 100);

    assertThat(budget.tryTake(of("a", 2), 100)).isTrue();
    assertThat(budget.tryTake(of("b", 3), 100)).isTrue();
    assertThat(more).isNotDone();
    budget.give(slow, 100);
    assertGranted(more);
  }

  @Test
  void a_tenant_holds_as_much_as_it_leaves_free() {
    for (int n = 0; n < 5; n++) {
      assertThat(budget.tryTake(of("a", n), 100)).isTrue();
    }

    assertThat(budget.tryTake(of("a", 6), 100)).isFalse();
    assertThat(budget.tryTake(of("b", 7), 250)).isTrue();
  }

  @Test
  void what_is_larger_than_all_goes_when_it_is_alone_and_nobody_passes_it() throws Exception {
    assertThat(budget.tryTake(of("a", 1), 10)).isTrue();
    var large = waiting(of("b", 2), 5 * TOTAL);

    assertThat(budget.tryTake(of("c", 3), 1)).isFalse();
    var small = waiting(of("c", 3), 1);
    budget.give(of("a", 1), 10);
    assertGranted(large);
    assertThat(small).isNotDone();
    budget.give(of("b", 2), 5 * TOTAL);
    assertGranted(small);
    assertThat(budget.used()).isEqualTo(1);
  }

  @Test
  void a_large_one_of_a_tenant_is_not_passed_by_its_small_ones() throws Exception {
    assertThat(budget.tryTake(of("a", 1), 400)).isTrue();
    var large = waiting(of("a", 2), 600);

    assertThat(budget.tryTake(of("a", 3), 1)).isFalse();
    budget.give(of("a", 1), 400);

    assertGranted(large);
  }

  @Test
  void those_of_a_subscription_go_in_order() throws Exception {
    assertThat(budget.tryTake(of("a", 1), 250)).isTrue();
    var first = waiting(of("a", 1), 200);
    var second = waiting(of("a", 1), 200);

    budget.give(of("a", 1), 250);

    assertGranted(first);
    assertThat(second).isNotDone();
  }

  @Test
  void who_is_interrupted_waits_no_longer_and_holds_nothing() throws Exception {
    assertThat(budget.tryTake(of("a", 1), 250)).isTrue();
    var thread = Thread.currentThread();
    var interrupting =
        begin(
            () -> {
              awaitWaiting(1);
              thread.interrupt();
              return true;
            });

    boolean interrupted = false;
    try {
      budget.take(of("a", 1), 250);
    } catch (InterruptedException expected) {
      interrupted = true;
    }

    assertGranted(interrupting);
    assertThat(interrupted).isTrue();
    assertThat(budget.waiting()).isZero();
    assertThat(budget.used()).isEqualTo(250);
  }

  @Test
  void many_that_come_and_go_all_get_their_room_and_never_too_much_at_once() throws Exception {
    var most = new AtomicLong();
    var tasks = new ArrayList<FutureTask<Boolean>>();
    for (int n = 0; n < 200; n++) {
      var owner = of("t" + n % 7, n % 23);
      var random = new Random(n);
      tasks.add(begin(() -> comeAndGo(owner, random, most)));
    }

    for (var task : List.copyOf(tasks)) {
      assertGranted(task);
    }

    assertThat(most).hasValueLessThanOrEqualTo(TOTAL);
    assertThat(budget.used()).isZero();
    assertThat(budget.waiting()).isZero();
  }

  private boolean comeAndGo(SubscriptionRef owner, Random random, AtomicLong most)
      throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      long bytes = 1L + (random.nextInt(20) == 0 ? random.nextInt(3_000) : random.nextInt(300));
      if (!budget.tryTake(owner, bytes)) {
        budget.take(owner, bytes);
      }
      if (bytes <= TOTAL) {
        most.accumulateAndGet(budget.used(), Math::max);
      }
      budget.give(owner, bytes);
    }
    return true;
  }
}
