package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class RateShareTest {
  private static double share(long most, long own, long others) {
    return new RateShare(most, own, others).messages();
  }

  @Test
  void a_process_that_hears_of_nobody_has_all() {
    assertThat(share(1000, 1, 0)).isEqualTo(1000);
    assertThat(share(1, 1_000_000, 0)).isEqualTo(1);
  }

  @Test
  void while_there_is_enough_for_all_each_has_what_the_others_leave() {
    assertThat(share(1000, 100, 300)).isCloseTo(700, within(1.0));
    assertThat(share(1000, 700, 300)).isCloseTo(700, within(1.0));
  }

  @Test
  void what_does_not_suffice_is_shared_by_demand_and_all_shares_are_the_rate() {
    assertThat(share(1000, 900, 100)).isCloseTo(900, within(1.0));
    assertThat(share(1000, 1800, 200)).isCloseTo(900, within(1.0));
    assertThat(share(1000, 200, 1800)).isCloseTo(100, within(1.0));
    assertThat(share(1000, 1, 9999)).isCloseTo(0.1, within(0.01));
  }

  @Test
  void there_is_no_share_without_demand_or_rate() {
    assertThatThrownBy(() -> new RateShare(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateShare(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateShare(1, 1, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void no_demand_is_too_large_to_be_shared() {
    assertThat(share(10, Long.MAX_VALUE, Long.MAX_VALUE)).isCloseTo(5, within(0.01));
  }
}
