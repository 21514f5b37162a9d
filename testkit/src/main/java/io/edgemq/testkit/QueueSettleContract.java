package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.SettleOutcome.Done;
import io.edgemq.domain.lease.SettleOutcome.Extended;
import io.edgemq.domain.lease.SettleOutcome.Gone;
import io.edgemq.domain.lease.SettleOutcome.NoDeadLetterQueue;
import io.edgemq.domain.lease.SettleOutcome.Stale;
import io.edgemq.domain.lease.SettleOutcome.Unknown;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Extensions, foreign handles, several settlements at once, and taking a receive back.
public abstract class QueueSettleContract extends StoreContract {
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
  void an_extension_replaces_the_handle() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();

    var lease = queue.extend(leased, ofSeconds(60));

    assertThat(lease.handle()).isNotEqualTo(QueueProbe.handle(leased));
    assertThat(queue.ack(leased)).isEqualTo(new Stale());
    assertThat(queue.nack(leased, ZERO)).isEqualTo(new Stale());
    assertThat(queue.settle(new Settlement.Ack(lease.handle()))).containsExactly(new Done());
    assertThat(queue.settle(new Settlement.Ack(lease.handle()))).containsExactly(new Gone());
  }

  @Test
  void an_extension_can_be_extended() {
    var queue = queue();
    queue.send("job");
    var first = queue.extend(queue.receiveOne(), ofSeconds(60));
    var outcome = queue.settle(new Settlement.Extend(first.handle(), ofSeconds(90))).getFirst();

    assertThat(outcome).isInstanceOf(Extended.class);
    var second = ((Extended) outcome).lease();
    assertThat(queue.settle(new Settlement.Ack(first.handle()))).containsExactly(new Stale());
    assertThat(queue.settle(new Settlement.Ack(second.handle()))).containsExactly(new Done());
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "-",
        ".",
        "..",
        "1.x",
        "x.1",
        "a b",
        "%00",
        "99999999999999999999999999999",
        "'; DROP TABLE messages; --",
        "AAAAAAAAAAAAAAAA"
      })
  void a_handle_that_no_store_gave_out_is_unknown(String text) {
    var queue = queue();
    queue.send("job");
    queue.receiveOne();
    var handle = new LeaseHandle(text);

    var outcomes =
        queue.settle(
            new Settlement.Ack(handle),
            new Settlement.Nack(handle, ZERO),
            new Settlement.Extend(handle, ofSeconds(1)));

    assertThat(outcomes).containsOnly(new Unknown());
    assertThat(queue.counts().inFlight()).isEqualTo(1);
  }

  @Test
  void a_long_handle_that_no_store_gave_out_is_unknown() {
    var queue = queue();

    var outcomes = queue.settle(new Settlement.Ack(new LeaseHandle("9".repeat(256))));

    assertThat(outcomes).containsExactly(new Unknown());
  }

  @Test
  void the_handle_of_one_queue_settles_nothing_in_another() {
    var jobs = queue("jobs", QueueSetup.standard());
    var mails = queue("mails", QueueSetup.standard());
    var theirs = queue(new TenantId("other"), "jobs", QueueSetup.standard());
    jobs.send("job");
    mails.send("mail");
    theirs.send("theirs");
    var job = jobs.receiveOne();
    mails.receiveOne();
    theirs.receiveOne();

    assertThat(mails.ack(job)).isNotEqualTo(new Done());
    assertThat(theirs.ack(job)).isNotEqualTo(new Done());
    mails.unreceive(job);

    assertThat(mails.counts().inFlight()).isEqualTo(1);
    assertThat(theirs.counts().inFlight()).isEqualTo(1);
    assertThat(jobs.ack(job)).isEqualTo(new Done());
  }

  @Test
  void settlements_are_carried_out_in_order_with_one_outcome_each() {
    var queue = queue();
    queue.send("a");
    queue.send("b");
    queue.send("c");
    var leased = queue.receive(3);
    var first = QueueProbe.handle(leased.get(0));
    var second = QueueProbe.handle(leased.get(1));
    var third = QueueProbe.handle(leased.get(2));

    var outcomes =
        queue.settle(
            new Settlement.Ack(first),
            new Settlement.Ack(first),
            new Settlement.Nack(second, ZERO),
            new Settlement.Ack(second),
            new Settlement.Ack(new LeaseHandle("nonsense")),
            new Settlement.Extend(third, ofSeconds(99)),
            new Settlement.Ack(third));

    assertThat(outcomes.subList(0, 5))
        .containsExactly(new Done(), new Gone(), new Done(), new Stale(), new Unknown());
    assertThat(outcomes.get(5)).isInstanceOf(Extended.class);
    assertThat(outcomes.get(6)).isEqualTo(new Stale());
    assertThat(queue.counts().ready()).isEqualTo(1);
    assertThat(queue.counts().inFlight()).isEqualTo(1);
  }

  @Test
  void a_queue_without_dead_letters_rejects_nothing() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();

    assertThat(queue.reject(leased, "bad")).isEqualTo(new NoDeadLetterQueue());

    assertThat(queue.receiveTexts()).isEmpty();
    assertThat(queue.ack(leased)).isEqualTo(new Done());
  }

  @Test
  void an_unknown_handle_rejects_nothing() {
    queue("dead", QueueSetup.standard());
    var queue = queue("jobs", QueueSetup.standard().deadLetter("dead", 3));
    var handle = new LeaseHandle("nonsense");

    assertThat(queue.settle(new Settlement.Reject(handle, new DeadLetterReason("bad"))))
        .containsExactly(new Unknown());
  }

  @Test
  void a_receive_that_is_taken_back_never_was() {
    var queue = queue();
    queue.send("job");
    var first = queue.receiveOne();

    queue.unreceive(first);

    assertThat(queue.counts().ready()).isEqualTo(1);
    var second = queue.receiveOne();
    assertThat(second.lease().attempt()).isEqualTo(1);
    assertThat(queue.ack(first)).isEqualTo(new Stale());
    assertThat(queue.ack(second)).isEqualTo(new Done());
  }

  @Test
  void a_later_receive_that_is_taken_back_leaves_the_attempts_before_it() {
    var queue = queue();
    queue.send("job");
    queue.nack(queue.receiveOne(), ZERO);

    queue.unreceive(queue.receiveOne());

    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(2);
  }

  @Test
  void taking_back_passes_over_what_is_not_held() {
    var queue = queue();
    queue.send("acked");
    queue.send("nacked");
    queue.send("taken");
    queue.send("held");
    var leases = queue.receive(4);
    queue.ack(byText(leases, "acked"));
    queue.nack(byText(leases, "nacked"), ofSeconds(60));
    queue.nack(byText(leases, "taken"), ZERO);
    var again = queue.receiveOne();

    queue.unreceive(leases.toArray(LeasedMessage[]::new));
    ports().queues().unreceive(queue.ref(), List.of(new LeaseHandle("nonsense")));

    assertThat(queue.receiveTexts()).containsExactly("held");
    assertThat(queue.counts().delayed()).isEqualTo(1);
    assertThat(queue.ack(again)).isEqualTo(new Done());
  }

  private static LeasedMessage byText(List<LeasedMessage> leases, String text) {
    return leases.stream()
        .filter(m -> TestMessages.text(m.message().content()).equals(text))
        .findFirst()
        .orElseThrow();
  }
}
