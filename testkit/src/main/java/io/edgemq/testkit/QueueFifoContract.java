package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.grouped;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.GroupId;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.lease.SettleOutcome.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// In a FIFO queue the messages of a group come in order and one at a time.
public abstract class QueueFifoContract extends StoreContract {
  private QueueProbe fifo() {
    return queue("jobs.fifo", QueueSetup.fifo());
  }

  @Test
  void the_messages_of_a_group_come_one_at_a_time_in_order() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"));
    queue.send(grouped("g", "3"));
    var seen = new ArrayList<String>();

    for (int i = 0; i < 3; i++) {
      var leased = queue.receive(10);
      seen.addAll(QueueProbe.texts(leased));
      assertThat(leased).hasSize(1);
      assertThat(queue.receive(10)).isEmpty();
      queue.ack(leased.getFirst());
    }

    assertThat(seen).containsExactly("1", "2", "3");
  }

  @Test
  void groups_do_not_wait_for_each_other() {
    var queue = fifo();
    queue.send(grouped("a", "a1"), grouped("a", "a2"), grouped("b", "b1"), grouped("c", "c1"));

    assertThat(queue.receiveTexts()).containsExactlyInAnyOrder("a1", "b1", "c1");
    assertThat(queue.receiveTexts()).isEmpty();
  }

  @Test
  void messages_without_a_group_are_a_group_of_their_own() {
    var queue = fifo();
    queue.send("n1");
    queue.send("n2");
    queue.send(grouped("g", "g1"));

    var leased = queue.receive(10);

    assertThat(QueueProbe.texts(leased)).containsExactlyInAnyOrder("n1", "g1");
    leased.forEach(queue::ack);
    assertThat(queue.receiveTexts()).containsExactly("n2");
  }

  @Test
  void a_message_given_back_comes_before_its_successors() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"));

    queue.nack(queue.receiveOne(), ZERO);

    assertThat(queue.receiveTexts()).containsExactly("1");
  }

  @Test
  void a_message_given_back_with_a_delay_holds_its_group() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"), grouped("h", "h1"));
    var leased = queue.receive(1).getFirst();
    var group = leased.message().group();

    queue.nack(leased, ofSeconds(60));

    var others = queue.receive(10);
    assertThat(others).noneMatch(m -> Objects.equals(m.message().group(), group));
    others.forEach(queue::ack);
    pass(ofSeconds(60));
    assertThat(queue.receiveOne().message().sequence()).isEqualTo(leased.message().sequence());
  }

  @Test
  void a_message_sent_with_a_delay_holds_its_group() {
    var queue = fifo();
    var late = TestMessages.content("late");
    queue.send(new NewQueueMessage(late, ofSeconds(10), new GroupId("g"), null));
    queue.send(grouped("g", "next"), grouped("h", "other"));

    assertThat(queue.receiveTexts()).containsExactly("other");
    pass(ofMillis(9_999));
    assertThat(queue.receiveTexts()).isEmpty();
    pass(ofMillis(1));
    assertThat(queue.receiveTexts()).containsExactly("late");
    assertThat(queue.receiveTexts()).isEmpty();
  }

  @Test
  void a_lease_that_ran_out_hands_the_same_message_out_again() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"));
    queue.receiveOne(ofSeconds(30));

    pass(ofSeconds(30));

    var again = queue.receiveOne();
    assertThat(TestMessages.text(again.message().content())).isEqualTo("1");
    assertThat(again.lease().attempt()).isEqualTo(2);
  }

  @Test
  void a_late_acknowledgement_lets_the_next_one_through() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"));
    var leased = queue.receiveOne(ofSeconds(30));
    pass(ofSeconds(30));

    var outcome = queue.ack(leased);

    var expected = outcome.equals(new Done()) ? "2" : "1";
    assertThat(queue.receiveTexts()).containsExactly(expected);
  }

  @Test
  void an_extension_holds_the_group() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"));
    var leased = queue.receiveOne(ofSeconds(10));

    queue.extend(leased, ofSeconds(60));

    pass(ofMillis(59_999));
    assertThat(queue.receiveTexts()).isEmpty();
    pass(ofMillis(1));
    assertThat(queue.receiveTexts()).containsExactly("1");
  }

  @Test
  void a_receive_without_visibility_hands_out_one_of_a_group() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"));

    var leased = queue.receive(new ReceiveRequest(10, ZERO, ZERO));

    assertThat(QueueProbe.texts(leased)).containsExactly("1");
    assertThat(queue.receiveTexts()).containsExactly("1");
  }

  @Test
  void a_receive_taken_back_keeps_the_order() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"));

    queue.unreceive(queue.receiveOne());

    var again = queue.receiveOne();
    assertThat(TestMessages.text(again.message().content())).isEqualTo("1");
    assertThat(again.lease().attempt()).isEqualTo(1);
  }

  @Test
  void a_dead_letter_lets_the_next_one_through_in_the_same_receive() {
    var dead = queue("dead.fifo", QueueSetup.fifo());
    var queue = queue("jobs.fifo", QueueSetup.fifo().deadLetter("dead.fifo", 1));
    queue.send(grouped("g", "1"), grouped("g", "2"));
    queue.nack(queue.receiveOne(), ZERO);

    assertThat(queue.receiveTexts()).containsExactly("2");
    assertThat(dead.receiveTexts()).containsExactly("1");
  }

  @Test
  void a_rejected_message_lets_the_next_one_through() {
    queue("dead.fifo", QueueSetup.fifo());
    var queue = queue("jobs.fifo", QueueSetup.fifo().deadLetter("dead.fifo", 5));
    queue.send(grouped("g", "1"), grouped("g", "2"));

    queue.reject(queue.receiveOne(), "bad");

    assertThat(queue.receiveTexts()).containsExactly("2");
  }

  @Test
  void a_message_past_its_retention_lets_the_next_one_through() {
    var queue = queue("jobs.fifo", QueueSetup.fifo().retention(ofSeconds(60)));
    queue.send(grouped("g", "1"));
    queue.receiveOne(ofSeconds(601));
    pass(ofSeconds(30));
    queue.send(grouped("g", "2"));
    pass(ofSeconds(30));

    assertThat(queue.receiveTexts()).containsExactly("2");
  }

  @Test
  void a_purge_frees_every_group() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"));
    queue.receiveOne();

    queue.purge();

    queue.send(grouped("g", "3"));
    assertThat(queue.receiveTexts()).containsExactly("3");
  }

  @Test
  void messages_that_wait_for_others_of_their_group_are_ready() {
    var queue = fifo();
    queue.send(grouped("g", "1"), grouped("g", "2"), grouped("g", "3"));
    queue.receiveOne();

    var counts = queue.counts();

    assertThat(List.of(counts.ready(), counts.inFlight(), counts.delayed()))
        .containsExactly(2L, 1L, 0L);
  }

  @Test
  void many_groups_are_each_in_order() {
    var queue = fifo();
    for (int i = 0; i < 60; i++) {
      queue.send(grouped("g" + i % 7, Integer.toString(i)));
    }
    var seen = new ArrayList<Integer>();

    for (var leased = queue.receive(3); !leased.isEmpty(); leased = queue.receive(3)) {
      QueueProbe.texts(leased).forEach(text -> seen.add(Integer.valueOf(text)));
      leased.forEach(queue::ack);
    }

    assertThat(seen).hasSize(60);
    for (int group = 0; group < 7; group++) {
      int wanted = group;
      assertThat(seen.stream().filter(i -> i % 7 == wanted)).isSorted();
    }
  }
}
