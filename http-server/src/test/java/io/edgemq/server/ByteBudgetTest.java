package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Who may hold how much.
final class ByteBudgetTest {
  private static final long MIB = 1 << 20;

  private final ByteBudget budget = new ByteBudget(12 * MIB, Duration.ZERO);

  private Holding holding(String owner) {
    var holding = new Holding(budget);
    holding.belongTo(owner);
    return holding;
  }

  /// As many requests of `owner` as find room for a mebibyte.
  private int requests(String owner) {
    int count = 0;
    while (holding(owner).coversNow(MIB)) {
      count++;
    }
    return count;
  }

  @Test
  void an_owner_gets_half_of_what_is_left_and_there_is_always_some_for_the_next() {
    assertThat(requests("first")).isEqualTo(6);
    assertThat(requests("second")).isEqualTo(3);
    assertThat(requests("third")).isBetween(1, 2);
    assertThat(holding("fourth").coversNow(MIB)).isTrue();
  }

  @Test
  void a_request_alone_may_be_of_any_size() {
    var large = holding("one");

    assertThat(large.covers(100 * MIB)).isTrue();
    assertThat(holding("two").covers(MIB)).isFalse();

    large.release();
    assertThat(budget.used()).isZero();
    assertThat(holding("two").covers(MIB)).isTrue();
  }

  @Test
  void an_owner_s_only_request_may_take_all_that_is_free() {
    holding("other").cover(MIB);
    var large = holding("one");

    assertThat(large.covers(11 * MIB)).isTrue();
    assertThat(holding("one").coversNow(MIB)).isFalse();
  }

  @Test
  void what_is_small_is_not_counted() {
    holding("one").cover(Holding.FREE);

    assertThat(budget.used()).isZero();
  }

  @Test
  void a_request_holds_what_it_needs_now() {
    var holding = holding("one");

    holding.cover(4 * MIB);
    holding.cover(MIB);
    assertThat(budget.used()).isEqualTo(4 * MIB);
    holding.shrinkTo(2 * MIB);
    assertThat(budget.used()).isEqualTo(2 * MIB);
    holding.shrinkTo(0);
    assertThat(budget.used()).isZero();
  }

  @Test
  void what_was_read_before_its_caller_is_known_counts_as_the_caller_s() {
    var read = new Holding(budget);
    read.cover(5 * MIB);

    read.belongTo("one");

    assertThat(holding("one").coversNow(2 * MIB)).isFalse();
    assertThat(holding("two").coversNow(2 * MIB)).isTrue();
  }

  @Test
  void a_request_waits_for_a_moment_and_then_is_refused() {
    var patient = new ByteBudget(4 * MIB, Duration.ofMillis(50));
    new Holding(patient).cover(4 * MIB);
    var second = new Holding(patient);

    assertThatThrownBy(() -> second.cover(MIB))
        .isInstanceOfSatisfying(
            FaultException.class,
            refused -> assertThat(refused.fault()).isEqualTo(new Fault.Overloaded()));
    assertThat(patient.refused()).isEqualTo(1);
    assertThat(patient.used()).isEqualTo(4 * MIB);
  }

  @Test
  void a_request_that_waits_is_served_as_soon_as_there_is_room() throws Exception {
    var patient = new ByteBudget(4 * MIB, Duration.ofMinutes(1));
    var first = new Holding(patient);
    first.cover(4 * MIB);

    var second = CompletableFuture.supplyAsync(() -> new Holding(patient).covers(2 * MIB));
    first.release();

    assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(patient.used()).isEqualTo(2 * MIB);
  }
}
