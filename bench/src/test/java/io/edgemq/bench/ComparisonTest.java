package io.edgemq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void who_is_first_changes_from_round_to_round() {
    var order = new ArrayList<String>();

    Comparison.of(3, () -> noted(order, "subject"), () -> noted(order, "floor"));

    assertThat(order).containsExactly("subject", "floor", "floor", "subject", "subject", "floor");
  }

  @Test
  void the_median_of_the_ratios_counts_not_the_ratio_of_the_medians() {
    var compared =
        new Comparison(
            List.of(
                new Comparison.Round(10, 20),
                new Comparison.Round(90, 100),
                new Comparison.Round(300, 200)));

    assertThat(compared.ratio()).isEqualTo(0.9);
    assertThat(compared.least()).isEqualTo(0.5);
    assertThat(compared.most()).isEqualTo(1.5);
  }

  private static double noted(List<String> order, String who) {
    order.add(who);
    return 1;
  }
}
