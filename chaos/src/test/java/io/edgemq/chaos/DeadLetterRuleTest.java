package io.edgemq.chaos;

import static io.edgemq.chaos.Deliveries.EXHAUSTED;
import static io.edgemq.chaos.Deliveries.dead;
import static io.edgemq.chaos.Deliveries.delivery;
import static io.edgemq.chaos.Deliveries.live;
import static io.edgemq.chaos.Deliveries.marks;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.chaos.DeadLetterRule.Rejection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests the attributes that a dead letter must have and other messages must not have.
final class DeadLetterRuleTest {
  private final DeadLetterRule rule = new DeadLetterRule("q", "dead", 3);

  @Test
  void a_message_without_marks_and_a_dead_letter_with_its_own_are_in_order() {
    assertThat(rule.complaint(live(1, 3, 0))).isEmpty();
    assertThat(rule.complaint(dead(1, 0, EXHAUSTED))).isEmpty();
    assertThat(rule.complaint(dead(1, 0, marks("unfit-7-2", 2)))).isEmpty();
  }

  @Test
  void the_reason_of_a_rejection_tells_which_one_it_was() {
    var reason = DeadLetterRule.reason(live(7, 2, 0));

    assertThat(rule.rejection(dead(1, 0, marks(reason, 2))))
        .contains(new Rejection(new Place("q", 7), 2));
    assertThat(rule.rejection(dead(1, 0, EXHAUSTED))).isEmpty();
  }

  @Test
  void a_message_that_was_exhausted_before_its_time_is_seen() {
    assertThat(rule.complaint(dead(1, 0, marks("max_receives_exceeded", 2))).orElseThrow())
        .contains("should say");
  }

  @Test
  void a_dead_letter_without_marks_or_with_a_reason_that_nobody_gives_is_seen() {
    assertThat(rule.complaint(dead(1, 0, Map.of()))).isPresent();
    assertThat(rule.complaint(dead(1, 0, marks("bored", 3)))).isPresent();
  }

  @Test
  void a_message_that_comes_more_often_than_it_may_is_seen() {
    assertThat(rule.complaint(live(1, 4, 0)).orElseThrow()).contains("more than 3 times");
  }

  @Test
  void a_redriven_message_that_keeps_the_marks_of_a_dead_letter_is_seen() {
    assertThat(rule.complaint(delivery(new Place("q", 2), 1, 0, EXHAUSTED)).orElseThrow())
        .contains("but is not");
  }
}
