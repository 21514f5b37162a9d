package io.edgemq.application.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LastSecondTest {
  private static final long MILLI = 1_000_000;

  @ParameterizedTest
  @ValueSource(longs = {0, -5_000_000_000L, 12_345_678_901L})
  void it_counts_what_came_within_a_second(long start) {
    var count = new LastSecond(start);

    for (int i = 0; i < 30; i++) {
      count.add(start + i * (100 * MILLI), 5);
    }

    assertThat(count.sum(start + 2_900 * MILLI)).isBetween(50L, 55L);
    assertThat(count.sum(start + 3_400 * MILLI)).isBetween(25L, 30L);
    assertThat(count.sum(start + 4_100 * MILLI)).isZero();
  }

  @Test
  void what_is_long_ago_is_forgotten_at_once() {
    var count = new LastSecond(0);
    count.add(0, 7);

    assertThat(count.sum(3_600_000 * MILLI)).isZero();
  }

  @Test
  void a_slot_leaves_the_second_little_by_little() {
    var count = new LastSecond(0);
    count.add(50 * MILLI, 100);

    assertThat(count.sum(1_000 * MILLI)).isEqualTo(100);
    assertThat(count.sum(1_050 * MILLI)).isEqualTo(50);
    assertThat(count.sum(1_099 * MILLI)).isEqualTo(1);
    assertThat(count.sum(1_100 * MILLI)).isZero();
  }
}
