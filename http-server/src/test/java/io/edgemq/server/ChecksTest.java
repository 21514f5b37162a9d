package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChecksTest {
  @Test
  void one_that_fails_does_not_keep_the_others_from_their_turn() {
    var seen = new ArrayList<Integer>();

    Checks.each(
        List.of(1, 2, 3),
        each -> {
          if (each == 2) {
            throw new IllegalStateException("a bug");
          }
          seen.add(each);
        });

    assertThat(seen).containsExactly(1, 3);
  }
}
