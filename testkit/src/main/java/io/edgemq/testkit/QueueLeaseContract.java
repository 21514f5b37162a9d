package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome.Done;
import io.edgemq.domain.lease.SettleOutcome.GivenBack;
import io.edgemq.domain.lease.SettleOutcome.Gone;
import io.edgemq.domain.lease.SettleOutcome.Stale;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/// A leased message belongs to one receiver until it is settled or time is up.
public abstract class QueueLeaseContract extends StoreContract {
  @Test
  void a_leased_message_is_handed_out_again_only_when_its_lease_has_ended() {
    var queue = queue();
    queue.send("job");
    queue.receiveOne(ofSeconds(30));

    pass(ofMillis(29_999));
    assertThat(queue.receiveTexts()).isEmpty();
    pass(ofMillis(1));
    assertThat(queue.receiveTexts()).containsExactly("job");
  }

  @Test
  void attempts_are_counted() {
    var queue = queue();
    queue.send("job");

    assertThat(queue.receiveOne(ofSeconds(1)).lease().attempt()).isEqualTo(1);
    pass(ofSeconds(1));
    assertThat(queue.receiveOne(ofSeconds(1)).lease().attempt()).isEqualTo(2);
    pass(ofHours(1));
    assertThat(queue.receiveOne(ofSeconds(1)).lease().attempt()).isEqualTo(3);
  }

  @Test
  void an_acknowledged_message_is_never_seen_again() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();

    assertThat(queue.ack(leased)).isEqualTo(new Done());

    pass(ofHours(1));
    assertThat(queue.receiveTexts()).isEmpty();
    assertThat(queue.counts().ready()).isZero();
    assertThat(queue.counts().inFlight()).isZero();
  }

  @Test
  void a_stale_lease_settles_nothing() {
    var queue = queue();
    queue.send("job");
    var first = queue.receiveOne(ofSeconds(30));
    pass(ofSeconds(30));
    var second = queue.receiveOne(ofSeconds(30));

    assertThat(queue.ack(first)).isEqualTo(new Stale());
    assertThat(queue.nack(first, ZERO)).isEqualTo(new Stale());
    assertThat(queue.settle(extension(first, ofSeconds(500)))).containsExactly(new Stale());

    assertThat(queue.receiveTexts()).isEmpty();
    assertThat(queue.ack(second)).isEqualTo(new Done());
    assertThat(queue.ack(first)).isEqualTo(new Gone());
  }

  @Test
  void a_stale_lease_stays_stale_when_the_later_one_has_run_out_too() {
    var queue = queue();
    queue.send("job");
    var first = queue.receiveOne(ofSeconds(30));
    pass(ofSeconds(30));
    queue.receiveOne(ofSeconds(30));
    pass(ofSeconds(30));

    assertThat(queue.ack(first)).isEqualTo(new Stale());

    assertThat(queue.receiveTexts()).containsExactly("job");
  }

  @Test
  void a_lease_that_ran_out_acknowledges_while_nobody_else_has_the_message() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne(ofSeconds(30));
    pass(ofHours(2));

    var outcome = queue.ack(leased);

    switch (store().guarantees().expiredLeases()) {
      case SETTLE -> {
        assertThat(outcome).isEqualTo(new Done());
        assertThat(queue.receiveTexts()).isEmpty();
      }
      case STALE -> {
        assertThat(outcome).isEqualTo(new Stale());
        assertThat(queue.receiveTexts()).containsExactly("job");
      }
    }
  }

  @Test
  void a_lease_that_ran_out_gives_back_while_nobody_else_has_the_message() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne(ofSeconds(30));
    pass(ofSeconds(31));

    var outcome = queue.nack(leased, ofSeconds(60));

    switch (store().guarantees().expiredLeases()) {
      case SETTLE -> {
        assertThat(outcome).isEqualTo(new Done());
        assertThat(queue.receiveTexts()).isEmpty();
        pass(ofSeconds(60));
      }
      case STALE -> assertThat(outcome).isEqualTo(new Stale());
    }
    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(2);
  }

  @Test
  void a_message_given_back_can_be_received_at_once() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();

    assertThat(queue.nack(leased, ZERO)).isEqualTo(new Done());

    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(2);
  }

  @Test
  void a_message_given_back_again_and_again_does_not_hide_the_others() {
    var queue = queue();
    for (var text : new String[] {"a", "b", "c"}) {
      queue.send(text);
      pass(ofMillis(1));
    }
    var seen = new HashSet<String>();

    for (int i = 0; i < 9; i++) {
      var leased = queue.receiveOne();
      seen.add(TestMessages.text(leased.message().content()));
      pass(ofMillis(1));
      queue.nack(leased, ZERO);
    }

    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void a_message_given_back_with_a_delay_is_invisible_for_as_long() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne(ofSeconds(5));

    queue.nack(leased, ofSeconds(60));

    pass(ofMillis(59_999));
    assertThat(queue.receiveTexts()).isEmpty();
    pass(ofMillis(1));
    assertThat(queue.receiveTexts()).containsExactly("job");
  }

  @Test
  void a_lease_that_was_given_back_settles_nothing() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    queue.nack(leased, ZERO);

    assertThat(queue.ack(leased)).isEqualTo(new GivenBack());
    assertThat(queue.nack(leased, ofSeconds(500))).isEqualTo(new GivenBack());
    assertThat(queue.settle(extension(leased, ofSeconds(500)))).containsExactly(new GivenBack());

    assertThat(queue.receiveTexts()).containsExactly("job");
  }

  @Test
  void a_lease_of_no_time_leaves_the_message_visible() {
    var queue = queue();
    queue.send("job");

    var leased = queue.receiveOne(ZERO);

    assertThat(leased.lease().until()).isEqualTo(store().time().instant());
    assertThat(queue.counts().ready()).isEqualTo(1);
    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(2);
  }

  @Test
  void a_receive_without_visibility_hands_each_message_out_once() {
    var queue = queue();
    queue.send("a");
    queue.send("b");

    var leased = queue.receive(new ReceiveRequest(10, ZERO, ZERO));

    assertThat(QueueProbe.texts(leased)).containsExactlyInAnyOrder("a", "b");
  }

  /// A history that the kill loop found: those whose leases ended stand behind newer messages that
  /// became visible before, and a receive takes only the first.
  @Test
  void what_comes_back_behind_newer_messages_is_not_forgotten() {
    var queue = queue();
    queue.send("a");
    queue.send("b");
    queue.receive(new ReceiveRequest(2, ofSeconds(1), ZERO));
    pass(ofMillis(500));
    queue.send("c");
    queue.send("d");
    queue.send("e");
    pass(ofSeconds(1));

    var first = queue.receive(new ReceiveRequest(3, ofHours(1), ZERO));
    var second = queue.receive(new ReceiveRequest(3, ofHours(1), ZERO));

    assertThat(first).hasSize(3);
    assertThat(second).hasSize(2);
    assertThat(queue.receiveTexts()).isEmpty();
  }

  @Test
  void large_messages_are_handed_out_a_few_at_a_time() {
    var queue = queue();
    for (int i = 0; i < 10; i++) {
      queue.send("x".repeat(1 << 20));
    }

    var first = queue.receive(new ReceiveRequest(10, ofHours(1), ZERO));
    var second = queue.receive(new ReceiveRequest(10, ofHours(1), ZERO));
    var third = queue.receive(new ReceiveRequest(10, ofHours(1), ZERO));

    assertThat(first).hasSize(4);
    assertThat(second).hasSize(4);
    assertThat(third).hasSize(2);
  }

  @Test
  void a_lease_may_be_very_long() {
    var queue = queue();
    queue.send("job");
    queue.receiveOne(ofHours(12));

    pass(ofHours(12).minusMillis(1));
    assertThat(queue.receiveTexts()).isEmpty();
    pass(ofMillis(1));
    assertThat(queue.receiveTexts()).containsExactly("job");
  }

  @Test
  void a_clock_that_is_set_back_breaks_no_lease() {
    var queue = queue();
    queue.send("before");
    var leased = queue.receiveOne(ofSeconds(30));
    pass(ofHours(-1));

    queue.send("after");

    assertThat(queue.receiveTexts()).containsExactly("after");
    assertThat(queue.counts().oldestAge()).isGreaterThanOrEqualTo(ZERO);
    assertThat(queue.ack(leased)).isEqualTo(new Done());
    pass(ofHours(2));
    assertThat(queue.receiveTexts()).containsExactly("after");
  }

  /// Found by a random history.
  @Test
  void what_could_be_received_still_can_when_the_clock_is_set_back() {
    var queue = queue();
    queue.send("a");
    queue.send("b");
    var leased = queue.receive(2);
    queue.nack(leased.getFirst(), ZERO);
    queue.unreceive(leased.getLast());
    queue.send("c");

    pass(ofHours(-1));

    assertThat(queue.counts().ready()).isEqualTo(3);
    assertThat(queue.receiveTexts()).containsExactlyInAnyOrder("a", "b", "c");
  }

  private static Settlement extension(LeasedMessage leased, Duration visibility) {
    return new Settlement.Extend(QueueProbe.handle(leased), visibility);
  }
}
