package io.edgemq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final NavigableMap<String, Integer> FIVE =
      new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5));

  private static Optional<Integer> odd(int number) {
    return number % 2 == 1 ? Optional.of(number) : Optional.empty();
  }

  @Test
  void a_page_names_its_last_key_while_there_is_more() {
    assertThat(Pages.of(FIVE, new Paging(null, 2), n -> n))
        .isEqualTo(new Slice<>(List.of(1, 2), "b"));
    assertThat(Pages.of(FIVE, new Paging("b", 2), n -> n))
        .isEqualTo(new Slice<>(List.of(3, 4), "d"));
    assertThat(Pages.of(FIVE, new Paging("d", 2), n -> n)).isEqualTo(new Slice<>(List.of(5), null));
  }

  @Test
  void a_page_that_ends_with_the_last_one_is_the_last() {
    assertThat(Pages.of(FIVE, new Paging("c", 2), n -> n))
        .isEqualTo(new Slice<>(List.of(4, 5), null));
    assertThat(Pages.of(FIVE, new Paging("e", 2), n -> n)).isEqualTo(new Slice<>(List.of(), null));
  }

  @Test
  void a_key_that_is_gone_still_says_where_to_go_on() {
    assertThat(Pages.of(FIVE, new Paging("bb", 1), n -> n)).isEqualTo(new Slice<>(List.of(3), "c"));
  }

  @Test
  void what_is_not_shown_does_not_count() {
    assertThat(Pages.ofSome(FIVE, new Paging(null, 2), PagesTest::odd))
        .isEqualTo(new Slice<>(List.of(1, 3), "c"));
    assertThat(Pages.ofSome(FIVE, new Paging("c", 2), PagesTest::odd))
        .isEqualTo(new Slice<>(List.of(5), null));
  }
}
