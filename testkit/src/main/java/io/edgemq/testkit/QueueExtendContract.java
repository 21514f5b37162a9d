package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Lease;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome.Done;
import io.edgemq.domain.lease.SettleOutcome.Extended;
import io.edgemq.domain.lease.SettleOutcome.Gone;
import io.edgemq.domain.lease.SettleOutcome.Stale;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// An extension gives a lease another end. Every handle that the lease ever had stays good until
/// the message is handed out again.
public abstract class QueueExtendContract extends StoreContract {
  @Test
  void an_extension_keeps_the_message_leased_from_now_on() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne(ofSeconds(30));
    pass(ofSeconds(20));

    var lease = queue.extend(leased, ofSeconds(60));

    assertThat(lease.attempt()).isEqualTo(1);
    assertThat(lease.until()).isEqualTo(store().time().instant().plusSeconds(60));
    pass(ofMillis(59_999));
    assertThat(queue.receiveTexts()).isEmpty();
    pass(ofMillis(1));
    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(2);
  }

  @Test
  void an_extension_may_shorten_a_lease() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne(ofHours(12));

    queue.extend(leased, ofSeconds(1));

    pass(ofSeconds(1));
    assertThat(queue.receiveTexts()).containsExactly("job");
  }

  @Test
  void an_extension_by_nothing_makes_the_message_visible_and_settles_until_it_is_taken() {
    var queue = queue();
    queue.send("taken");
    var taken = queue.extend(queue.receiveOne(), ZERO);
    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(2);
    assertThat(queue.settle(new Settlement.Ack(taken.handle()))).containsExactly(new Stale());
  }

  @Test
  void an_earlier_handle_acknowledges_after_extensions() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    var first = queue.extend(leased, ofSeconds(60));
    queue.extend(leased, ofSeconds(90));

    assertThat(queue.ack(leased)).isEqualTo(new Done());
    assertThat(queue.settle(new Settlement.Ack(first.handle()))).containsExactly(new Gone());
    pass(ofSeconds(91));
    assertThat(queue.receiveTexts()).isEmpty();
  }

  @Test
  void an_earlier_handle_gives_back_after_an_extension() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    var extended = queue.extend(leased, ofSeconds(60));

    assertThat(queue.nack(leased, ZERO)).isEqualTo(new Done());

    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(2);
    assertThat(queue.settle(new Settlement.Ack(extended.handle()))).containsExactly(new Stale());
  }

  @Test
  void an_earlier_handle_rejects_after_an_extension() {
    var dead = queue("dead", QueueSetup.standard());
    var queue = queue("jobs", QueueSetup.standard().deadLetter("dead", 3));
    queue.send("job");
    var leased = queue.receiveOne();
    queue.extend(leased, ofSeconds(60));

    assertThat(queue.reject(leased, "bad")).isEqualTo(new Done());

    assertThat(queue.receiveTexts()).isEmpty();
    assertThat(dead.receiveTexts()).containsExactly("job");
  }

  @Test
  void an_earlier_handle_takes_the_receive_back_after_an_extension() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    queue.extend(leased, ofSeconds(60));

    queue.unreceive(leased);

    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(1);
  }

  @Test
  void every_handle_of_an_extended_lease_can_be_extended() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    var first = queue.extend(leased, ofSeconds(60));
    var second = extend(queue, first, ofSeconds(90));
    var third = extend(queue, first, ofSeconds(110));

    assertThat(third.until()).isEqualTo(store().time().instant().plusSeconds(110));
    assertThat(queue.settle(new Settlement.Ack(second.handle()))).containsExactly(new Done());
    assertThat(queue.ack(leased)).isEqualTo(new Gone());
  }

  @Test
  void no_handle_of_an_extended_lease_settles_once_the_message_is_handed_out_again() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    var first = queue.extend(leased, ofSeconds(60));
    var second = extend(queue, first, ofSeconds(90));
    pass(ofSeconds(90));
    var again = queue.receiveOne();

    assertThat(queue.ack(leased)).isEqualTo(new Stale());
    assertThat(queue.settle(new Settlement.Nack(first.handle(), ZERO)))
        .containsExactly(new Stale());
    assertThat(queue.settle(new Settlement.Extend(second.handle(), ofSeconds(5))))
        .containsExactly(new Stale());
    assertThat(queue.ack(again)).isEqualTo(new Done());
  }

  private static Lease extend(QueueProbe queue, Lease lease, Duration visibility) {
    var outcome = queue.settle(new Settlement.Extend(lease.handle(), visibility)).getFirst();
    assertThat(outcome).isInstanceOf(Extended.class);
    return ((Extended) outcome).lease();
  }

  @Test
  void a_lease_that_ran_out_can_be_extended_while_nobody_else_has_the_message() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne(ofSeconds(30));
    pass(ofSeconds(31));

    var outcome =
        queue.settle(new Settlement.Extend(QueueProbe.handle(leased), ofSeconds(60))).getFirst();

    switch (store().guarantees().expiredLeases()) {
      case SETTLE -> {
        assertThat(outcome).isInstanceOf(Extended.class);
        assertThat(queue.receiveTexts()).isEmpty();
      }
      case STALE -> assertThat(outcome).isEqualTo(new Stale());
    }
  }
}
