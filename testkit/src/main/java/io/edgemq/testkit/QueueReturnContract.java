package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.Redriven;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Moves are a stack: a dead letter of a dead-letter queue goes back as it came, one step with each
/// redrive.
public abstract class QueueReturnContract extends StoreContract {
  private static final RedrivePlan HOME = new RedrivePlan(null, null, null);
  private static final Content SENT =
      new Content("a/b", Attributes.of(Map.of("k", "v")), new Payload(new byte[] {7}));

  private QueueProbe first;
  private QueueProbe second;
  private QueueProbe third;

  /// A message in the third queue, which came through the others.
  @BeforeEach
  void bury() {
    third = queue("third", QueueSetup.standard());
    second = queue("second", QueueSetup.standard().deadLetter("third", 5));
    first = queue("first", QueueSetup.standard().deadLetter("second", 1));
    first.send(new NewQueueMessage(SENT, ZERO, null, null));
    first.nack(first.receiveOne(), ZERO);
    assertThat(first.receiveTexts()).isEmpty();
    second.nack(second.receiveOne(), ZERO);
    second.reject(second.receiveOne(), "bad");
  }

  private static Redriven redrive(QueueProbe queue, RedrivePlan plan) {
    return queue.redrive(plan, new RedriveStep(0, queue.lastSequence(), 100));
  }

  private static Map<String, String> attributes(LeasedMessage leased) {
    return leased.message().content().attributes().asMap();
  }

  @Test
  void a_dead_letter_that_dies_again_says_where_it_came_from_last() {
    assertThat(attributes(third.receiveOne()))
        .containsEntry("k", "v")
        .containsEntry(DeadLetterReason.REASON, "bad")
        .containsEntry(DeadLetterReason.SOURCE, "second")
        .containsEntry(DeadLetterReason.ATTEMPTS, "2");
  }

  @Test
  void each_redrive_goes_one_step_back() {
    assertThat(redrive(third, HOME).moved()).isEqualTo(1);

    var back = second.receive(1).getFirst();
    assertThat(attributes(back))
        .isEqualTo(
            Map.of(
                "k",
                "v",
                DeadLetterReason.REASON,
                "max_receives_exceeded",
                DeadLetterReason.SOURCE,
                "first",
                DeadLetterReason.ATTEMPTS,
                "1"));
    second.nack(back, ZERO);
    assertThat(redrive(second, HOME).moved()).isEqualTo(1);
    assertThat(first.receiveOne().message().content()).isEqualTo(SENT);
  }

  @Test
  void a_message_that_went_elsewhere_can_go_on_to_where_it_was_before() {
    var aside = queue("aside", QueueSetup.standard());
    redrive(third, new RedrivePlan(new QueueName("aside"), null, null));

    assertThat(redrive(aside, HOME).moved()).isEqualTo(1);

    assertThat(first.receiveOne().message().content()).isEqualTo(SENT);
  }

  @Test
  void a_message_goes_up_and_down_as_often_as_one_likes() {
    for (int round = 0; round < 20; round++) {
      redrive(third, HOME);
      second.reject(second.receiveOne(), "again");
    }
    redrive(third, HOME);
    redrive(second, HOME);

    assertThat(first.receiveOne().message().content()).isEqualTo(SENT);
  }
}
