package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LogBoundsTest {
  private final LogBounds fiveToNine = new LogBounds(5, 9);

  @Test
  void a_reader_within_the_log_or_right_at_its_end_misses_nothing() {
    assertThat(fiveToNine.hasGapBefore(5)).isFalse();
    assertThat(fiveToNine.hasGapBefore(9)).isFalse();
    assertThat(fiveToNine.hasGapBefore(10)).isFalse();
    assertThat(fiveToNine.resume(10)).isEqualTo(10);
  }

  @Test
  void a_reader_that_is_due_what_was_dropped_goes_on_with_the_oldest() {
    assertThat(fiveToNine.hasGapBefore(4)).isTrue();
    assertThat(fiveToNine.resume(4)).isEqualTo(5);
  }

  @Test
  void a_reader_beyond_the_end_has_come_from_another_log_and_goes_on_at_the_end() {
    assertThat(fiveToNine.hasGapBefore(11)).isTrue();
    assertThat(fiveToNine.resume(11)).isEqualTo(10);
  }

  @Test
  void an_empty_log_begins_after_its_end() {
    var empty = new LogBounds(1, 0);

    assertThat(empty.hasGapBefore(1)).isFalse();
    assertThatThrownBy(() -> new LogBounds(3, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
