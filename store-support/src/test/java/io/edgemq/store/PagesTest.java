package io.edgemq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
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

  private static SequencedMap<String, Integer> fourOldestFirst() {
    var map = new LinkedHashMap<String, Integer>();
    for (int i = 1; i <= 4; i++) {
      map.put("k" + i, i);
    }
    return map;
  }

  @Test
  void the_newest_come_first_and_a_page_goes_on_behind_its_last() {
    var four = fourOldestFirst();

    assertThat(Pages.newestFirst(four, new Paging(null, 3), _ -> true))
        .isEqualTo(new Slice<>(List.of(4, 3, 2), "k2"));
    assertThat(Pages.newestFirst(four, new Paging("k2", 3), _ -> true))
        .isEqualTo(new Slice<>(List.of(1), null));
    assertThat(Pages.newestFirst(four, new Paging(null, 4), _ -> true))
        .isEqualTo(new Slice<>(List.of(4, 3, 2, 1), null));
  }

  @Test
  void behind_what_is_not_wanted_the_newest_go_on_too() {
    var four = fourOldestFirst();

    assertThat(Pages.newestFirst(four, new Paging(null, 1), n -> n % 2 == 1))
        .isEqualTo(new Slice<>(List.of(3), "k3"));
    assertThat(Pages.newestFirst(four, new Paging("k4", 9), n -> n % 2 == 1))
        .isEqualTo(new Slice<>(List.of(3, 1), null));
    assertThat(Pages.newestFirst(four, new Paging("unknown", 9), _ -> true))
        .isEqualTo(new Slice<>(List.of(), null));
  }

  @Test
  void one_more_than_the_limit_says_that_there_is_more() {
    assertThat(Pages.cut(List.of("a", "b", "c"), 2, item -> "key " + item))
        .isEqualTo(new Slice<>(List.of("a", "b"), "key b"));
    assertThat(Pages.cut(List.of("a", "b"), 2, item -> "key " + item))
        .isEqualTo(new Slice<>(List.of("a", "b"), null));
  }
}
