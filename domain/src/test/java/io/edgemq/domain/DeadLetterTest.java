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
  void a_reason_is_short_and_printable() {
    assertThat(DeadLetterReason.rejected(null).text()).isEqualTo("rejected");
    assertThatThrownBy(() -> DeadLetterReason.rejected("x".repeat(257)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DeadLetterReason.rejected("a\nb"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
