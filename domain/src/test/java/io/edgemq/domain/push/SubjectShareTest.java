package io.edgemq.domain.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Subject;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SubjectShareTest {
  @Property
  void each_subject_is_one_lanes(
      @ForAll @IntRange(min = 1, max = 16) int lanes, @ForAll @IntRange(max = 1_000_000) int n) {
    var subject = new Subject("orders.eu." + n);

    assertThat(shares(lanes).filter(share -> share.has(subject))).hasSize(1);
  }

  @Property
  void parts_sum_up_and_differ_by_one_at_most(
      @ForAll @IntRange(min = 1, max = 16) int lanes, @ForAll @LongRange(min = 0) long whole) {
    var parts = shares(lanes).map(share -> share.of(whole)).toList();

    assertThat(parts.stream().mapToLong(Long::longValue).sum()).isEqualTo(whole);
    assertThat(parts.getFirst() - parts.getLast()).isBetween(0L, 1L);
  }

  @Test
  void subjects_that_differ_in_a_digit_are_spread() {
    for (int lanes = 2; lanes <= 16; lanes++) {
      var counts = counts(lanes);

      assertThat(counts.min().orElseThrow()).isGreaterThan(10_000 / lanes * 8 / 10);
    }
  }

  private static LongStream counts(int lanes) {
    return shares(lanes)
        .mapToLong(
            share ->
                IntStream.range(0, 10_000)
                    .filter(n -> share.has(new Subject("orders.customer-" + n)))
                    .count());
  }

  /// A change of the hash would move subjects to other lanes, whose floors know nothing of them.
  @Test
  void a_subject_stays_where_it_is() {
    assertThat(IntStream.range(0, 8).map(n -> lane("orders.customer-" + n)).boxed().toList())
        .containsExactly(5, 8, 6, 12, 4, 4, 13, 11);
  }

  private static int lane(String subject) {
    return shares(16)
        .filter(share -> share.has(new Subject(subject)))
        .findFirst()
        .orElseThrow()
        .lane();
  }

  private static Stream<SubjectShare> shares(int lanes) {
    return IntStream.range(0, lanes).mapToObj(lane -> new SubjectShare(lane, lanes));
  }

  @Test
  void there_is_no_lane_beyond_the_last() {
    assertThatThrownBy(() -> new SubjectShare(2, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SubjectShare(-1, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
