package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeadLetterTest {
  private final Content content =
      new Content("text/plain", Attributes.of(Map.of("k", "v")), Payload.EMPTY);

  @Test
  void a_message_is_exhausted_once_it_was_handed_out_as_often_as_allowed() {
    var policy = new DeadLetterPolicy(new QueueName("dead"), 3);

    assertThat(policy.isExhausted(2)).isFalse();
    assertThat(policy.isExhausted(3)).isTrue();
  }

  @Test
  void a_mark_tells_reason_source_and_attempts_and_can_be_taken_off() {
    var marked = DeadLetterReason.MAX_RECEIVES.mark(content, new QueueName("jobs"), 3);

    assertThat(marked.attributes().asMap())
        .containsEntry("mq-dead-reason", "max_receives_exceeded")
        .containsEntry("mq-source", "jobs")
        .containsEntry("mq-attempts", "3")
        .containsEntry("k", "v");
    assertThat(DeadLetterReason.unmark(marked)).isEqualTo(content);
  }

  @Test
  void marks_are_a_stack() {
    var once = DeadLetterReason.MAX_RECEIVES.mark(content, new QueueName("a"), 3);
    var twice = DeadLetterReason.rejected("bad").mark(once, new QueueName("b"), 1);

    assertThat(twice.attributes().asMap())
        .containsEntry("mq-dead-reason", "bad")
        .containsEntry("mq-source", "b")
        .containsEntry("mq-attempts", "1")
        .containsEntry("mq-dead-reason-2", "max_receives_exceeded")
        .containsEntry("mq-source-2", "a")
        .containsEntry("mq-attempts-2", "3")
        .hasSize(7);
    assertThat(DeadLetterReason.source(twice)).contains(new QueueName("b"));
    assertThat(DeadLetterReason.unmark(twice)).isEqualTo(once);
    assertThat(DeadLetterReason.unmark(once)).isEqualTo(content);
    assertThat(DeadLetterReason.unmark(content)).isEqualTo(content);
  }

  @Test
  void a_message_that_goes_round_for_ever_remembers_its_latest_moves() {
    var marked = content;
    for (int move = 1; move <= 100; move++) {
      marked = DeadLetterReason.MAX_RECEIVES.mark(marked, new QueueName("q" + move), 1);
    }

    assertThat(marked.attributes().asMap()).hasSize(1 + 3 * DeadLetterReason.MOST_MOVES);
    for (int move = 100; move > 100 - DeadLetterReason.MOST_MOVES; move--) {
      assertThat(DeadLetterReason.source(marked)).contains(new QueueName("q" + move));
      marked = DeadLetterReason.unmark(marked);
    }
    assertThat(marked).isEqualTo(content);
  }

  @Test
  void what_the_server_says_besides_stays_when_a_mark_is_taken_off() {
    var asked = content.with(content.attributes().with(Map.of("mq-reply-to", "t")));

    var marked = DeadLetterReason.rejected(null).mark(asked, new QueueName("jobs"), 1);

    assertThat(DeadLetterReason.unmark(marked)).isEqualTo(asked);
  }

  @Test
  void a_reason_is_short_and_printable() {
    assertThat(DeadLetterReason.rejected(null).text()).isEqualTo("rejected");
    assertThatThrownBy(() -> DeadLetterReason.rejected("x".repeat(257)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DeadLetterReason.rejected("a\nb"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
