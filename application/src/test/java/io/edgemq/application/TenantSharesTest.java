package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TenantSharesTest {
  private static final TenantId BUSY = new TenantId("busy");
  private static final TenantId CALM = new TenantId("calm");
  private static final TenantId THIRD = new TenantId("third");
  private static final int PLACES = 8;

  private final AtomicLong nanos = new AtomicLong();
  private final TenantShares shares = new TenantShares(PLACES, nanos::get, Duration.ofSeconds(20));
  private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Calls at the store that end when a test says so.
  private final class Calls {
    private final TenantId tenant;
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<CompletableFuture<String>> answers = new ArrayList<>();

    Calls(TenantId tenant, int count) {
      this.tenant = tenant;
      for (int i = 0; i < count; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> shares.of(tenant, this::run), threads));
      }
    }

    private String run() {
      running.incrementAndGet();
      try {
        end.await();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      } finally {
        running.decrementAndGet();
      }
      return tenant.value();
    }

    void awaitRunning(int count) {
      await().until(() -> running.get() == count);
    }

    void awaitEnd() throws Exception {
      end.countDown();
      for (var answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(tenant.value());
      }
    }
  }

  /// From now on for a second, two tenants have called.
  private void divide() {
    assertThat(shares.of(BUSY, () -> 1) + shares.of(CALM, () -> 1)).isEqualTo(2);
  }

  @Test
  void one_alone_has_any_number_of_places() throws Exception {
    var alone = new Calls(BUSY, 5 * PLACES);
    alone.awaitRunning(5 * PLACES);
    alone.awaitEnd();
  }

  @Test
  void one_that_has_company_gets_half_and_the_rest_in_order() throws Exception {
    divide();
    var busy = new Calls(BUSY, 3 * PLACES);
    busy.awaitRunning(PLACES / 2);
    await().until(() -> shares.waiting() == 3 * PLACES - PLACES / 2);

    // Whatever the busy one does, the calm one is not kept waiting.
    assertThat(shares.of(CALM, () -> "at once")).isEqualTo("at once");
    assertThat(busy.running).hasValue(PLACES / 2);
    busy.awaitEnd();
    assertThat(shares.waiting()).isZero();
  }

  @Test
  void each_further_one_finds_a_place_too() throws Exception {
    divide();
    var busy = new Calls(BUSY, 2 * PLACES);
    busy.awaitRunning(4);
    var calm = new Calls(CALM, 2 * PLACES);
    calm.awaitRunning(2);
    var third = new Calls(THIRD, 2 * PLACES);
    third.awaitRunning(1);
    for (int i = 0; i < 5 * PLACES; i++) {
      assertThat(shares.of(new TenantId("t" + i), () -> 1)).isEqualTo(1);
    }
    for (var calls : List.of(busy, calm, third)) {
      calls.awaitEnd();
    }
  }

  @Test
  void what_ends_makes_room_for_who_has_less() throws Exception {
    divide();
    var busy = new Calls(BUSY, 4);
    busy.awaitRunning(4);
    var calm = new Calls(CALM, 2 * PLACES);
    calm.awaitRunning(2);
    busy.awaitEnd();
    calm.awaitRunning(4);
    calm.awaitEnd();
  }

  @Test
  void after_a_second_alone_it_has_all_places_again() throws Exception {
    divide();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    var alone = new Calls(CALM, 3 * PLACES);
    alone.awaitRunning(3 * PLACES);
    alone.awaitEnd();
  }

  @Test
  void without_places_nothing_is_divided() throws Exception {
    var undivided = new TenantShares(0, nanos::get);
    assertThat(undivided.of(BUSY, () -> 1) + undivided.of(CALM, () -> 1)).isEqualTo(2);
    assertThat(undivided.waiting()).isZero();
  }

  @Test
  void who_waits_too_long_is_told_to_come_again_and_leaves_no_trace() throws Exception {
    var impatient = new TenantShares(2, nanos::get, Duration.ofMillis(50));
    assertThat(impatient.of(BUSY, () -> 1) + impatient.of(CALM, () -> 1)).isEqualTo(2);
    var entered = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    var first =
        CompletableFuture.supplyAsync(
            () ->
                impatient.of(
                    BUSY,
                    () -> {
                      entered.countDown();
                      return end.getCount() > 0 && ended(end);
                    }),
            threads);
    entered.await();

    assertThatThrownBy(() -> impatient.of(BUSY, () -> 1))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("nothing was done");
    assertThat(impatient.waiting()).isZero();

    end.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(impatient.of(BUSY, () -> 3)).isEqualTo(3);
  }

  private static boolean ended(CountDownLatch end) {
    try {
      end.await();
      return true;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void a_call_that_fails_gives_its_place_back() {
    divide();
    for (int i = 0; i < 3 * PLACES; i++) {
      assertThatThrownBy(
              () ->
                  shares.of(
                      BUSY,
                      () -> {
                        throw new IllegalArgumentException("as it was asked");
                      }))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(shares.of(BUSY, () -> "yet")).isEqualTo("yet");
  }

  @Test
  void many_threads_of_many_tenants_lose_no_place() throws Exception {
    var pending = new ArrayList<CompletableFuture<Integer>>();
    var most = new AtomicInteger();
    var now = new AtomicInteger();
    for (int i = 0; i < 4_000; i++) {
      var tenant = new TenantId("t" + i % 7);
      pending.add(
          CompletableFuture.supplyAsync(
              () ->
                  shares.of(
                      tenant,
                      () -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(1);
                        return now.decrementAndGet();
                      }),
              threads));
    }
    for (var each : pending) {
      assertThat(each.get(30, TimeUnit.SECONDS)).isNotNegative();
    }
    assertThat(shares.waiting()).isZero();
    // The places, one for each tenant beyond them, and what ran before they were divided.
    assertThat(most.get()).isPositive();
    divide();
    var busy = new Calls(BUSY, PLACES);
    busy.awaitRunning(PLACES / 2);
    busy.awaitEnd();
  }

  @Test
  void an_interrupted_call_leaves_and_says_so() throws Exception {
    divide();
    var busy = new Calls(BUSY, PLACES);
    busy.awaitRunning(PLACES / 2);
    var refused = new CompletableFuture<Boolean>();
    var thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    shares.of(BUSY, () -> 1);
                  } catch (StoreException.Unavailable expected) {
                    refused.complete(Thread.currentThread().isInterrupted());
                  }
                });
    await().until(() -> shares.waiting() == PLACES / 2 + 1);
    thread.interrupt();
    assertThat(refused.get(20, TimeUnit.SECONDS)).isTrue();
    busy.awaitEnd();
  }
}
