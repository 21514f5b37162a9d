package io.edgemq.application.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.KeyRef;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.RateAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MessageRatesTest {
  private static final TenantId DEMO = new TenantId("demo");
  private static final KeyRef KEY = new KeyRef(DEMO, "ak_1");
  private static final KeyRef OTHER = new KeyRef(DEMO, "ak_2");
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong(-7);
  private final MessageRates rates = new MessageRates(now::get, new NoPeers());

  /// How many of `calls` messages may come.
  private int taken(long rate, int calls) {
    int taken = 0;
    for (int i = 0; i < calls; i++) {
      taken += rates.take(DEMO, rate, 1).isEmpty() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void each_second_has_the_rate_and_keeps_nothing_for_the_next() {
    assertThat(taken(10, 7)).isEqualTo(7);
    now.addAndGet(SECOND / 2);
    assertThat(taken(10, 20)).isEqualTo(3);
    now.addAndGet(SECOND / 2);
    assertThat(taken(10, 20)).isEqualTo(10);

    now.addAndGet(5 * SECOND);

    assertThat(taken(10, 100)).isEqualTo(10);
  }

  @Test
  void no_second_takes_more_than_the_rate_whoever_asks_at_the_same_time() throws Exception {
    int most = 1000;
    assertThat(rates.take(DEMO, most, 1)).isEmpty(); // its seconds begin here
    long begin = now.get();
    var perSecond = new AtomicInteger[] {new AtomicInteger(1), new AtomicInteger()};
    var go = new CountDownLatch(1);
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 16; t++) {
      var key = t % 2 == 0 ? KEY : OTHER;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    await(go);
                    for (int i = 0; i < 1_000; i++) {
                      // The clock stands while each second is asked for.
                      if (rates.take(key, 700, most, 1).isEmpty()) {
                        perSecond[(int) ((now.get() - begin) / SECOND)].incrementAndGet();
                      }
                    }
                  }));
    }
    go.countDown();
    for (var thread : threads) {
      thread.join();
    }
    now.addAndGet(SECOND);
    for (int i = 0; i < 2_000; i++) {
      perSecond[1].addAndGet(rates.take(i % 2 == 0 ? KEY : OTHER, 700, most, 1).isEmpty() ? 1 : 0);
    }

    assertThat(perSecond[0]).hasValue(most);
    assertThat(perSecond[1]).hasValue(most);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void a_refusal_says_what_is_left_and_when_there_is_more() {
    assertThat(taken(10, 8)).isEqualTo(8);
    now.addAndGet(SECOND / 4);

    var refusal = rates.take(DEMO, 10, 3);

    var wait = Duration.ofMillis(750);
    assertThat(refusal).contains(new Refusal.RateExceeded(RateAccount.TENANT, 10, 2, wait));
    assertThat(rates.take(DEMO, 10, 2)).as("what is left").isEmpty();
  }

  @Test
  void a_batch_takes_all_it_has_or_nothing() {
    assertThat(rates.take(DEMO, 10, 6)).isEmpty();
    assertThat(rates.take(DEMO, 10, 6)).isPresent();
    assertThat(rates.take(DEMO, 10, 4)).isEmpty();
  }

  @Test
  void a_batch_that_no_second_has_room_for_is_told_so() {
    var refusal = rates.take(DEMO, 10, 11);

    assertThat(refusal).contains(new Refusal.RateExceeded(RateAccount.TENANT, 10, 10, null));
    assertThat(taken(10, 11)).isEqualTo(10);
  }

  @Test
  void what_one_of_two_rates_refuses_is_taken_of_neither() {
    assertThat(rates.take(KEY, 5, 10, 5)).isEmpty();
    assertThat(rates.take(KEY, 5, 10, 1).map(MessageRatesTest::whose)).contains(RateAccount.KEY);
    assertThat(taken(10, 20)).as("of the tenant").isEqualTo(5);
    assertThat(rates.take(OTHER, 5, 10, 1).map(MessageRatesTest::whose))
        .contains(RateAccount.TENANT);
    now.addAndGet(SECOND - 1);

    // The tenant's second ends before the other key's does.
    now.addAndGet(1);

    assertThat(rates.take(OTHER, 5, 10, 5)).as("of the key").isEmpty();
  }

  private static RateAccount whose(Refusal refusal) {
    return ((Refusal.RateExceeded) refusal).account();
  }

  @Test
  void the_tenants_refusal_takes_nothing_of_the_key() {
    assertThat(taken(10, 10)).isEqualTo(10);
    now.addAndGet(SECOND / 2);
    assertThat(rates.take(KEY, 3, 10, 3)).isPresent();
    now.addAndGet(SECOND / 2);

    assertThat(rates.take(KEY, 3, 10, 3)).isEmpty();
  }

  @Test
  void another_rate_holds_at_once_and_gives_nothing_back() {
    assertThat(taken(10, 10)).isEqualTo(10);

    assertThat(taken(15, 20)).isEqualTo(5);
    assertThat(taken(3, 20)).isZero();
    now.addAndGet(SECOND);
    assertThat(taken(3, 20)).isEqualTo(3);
  }

  @Test
  void a_huge_rate_is_counted_like_any_other() {
    assertThat(rates.take(DEMO, 1_000_000_000, 1)).isEmpty();
    assertThat(rates.take(DEMO, 1_000_000_000, 999_999_999)).isEmpty();
    assertThat(rates.take(DEMO, 1_000_000_000, 1)).isPresent();
  }

  @Test
  void without_a_rate_everything_may_come_and_is_counted() {
    assertThat(taken(MessageRates.NONE, 100)).isEqualTo(100);

    assertThat(rates.wanted(DEMO)).isEqualTo(100);
    assertThat(rates.wanted()).containsOnlyKeys("demo").containsEntry("demo", 100L);
  }

  @Test
  void an_account_that_nobody_uses_is_forgotten() {
    assertThat(rates.take(KEY, 5, 10, 5)).isEmpty();
    now.addAndGet(3 * SECOND);
    rates.refresh();
    assertThat(rates.accounts()).isEqualTo(2);

    now.addAndGet(4 * SECOND);
    rates.refresh();

    assertThat(rates.accounts()).isZero();
    assertThat(rates.take(KEY, 5, 10, 5)).isEqualTo(Optional.empty());
  }
}
