package io.edgemq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void takes_turns() {
    var order = new ArrayList<String>();

    Turns.medians(
        2,
        List.of(
            () -> {
              order.add("a");
              return 1;
            },
            () -> {
              order.add("b");
              return 2;
            }));

    assertThat(order).containsExactly("a", "b", "a", "b");
  }

  @Test
  void takes_the_middle_one() {
    double median = Turns.median(9, 1, 5);

    assertThat(median).isEqualTo(5);
  }

  @Test
  void takes_the_mean_of_two_in_the_middle() {
    double median = Turns.median(4, 1, 9, 6);

    assertThat(median).isEqualTo(5);
  }
}
