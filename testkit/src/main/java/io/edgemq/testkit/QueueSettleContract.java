package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.SettleOutcome.Done;
import io.edgemq.domain.lease.SettleOutcome.Extended;
import io.edgemq.domain.lease.SettleOutcome.GivenBack;
import io.edgemq.domain.lease.SettleOutcome.Gone;
import io.edgemq.domain.lease.SettleOutcome.NoDeadLetterQueue;
import io.edgemq.domain.lease.SettleOutcome.Stale;
import io.edgemq.domain.lease.SettleOutcome.Unknown;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Foreign handles, several settlements at once, and taking a receive back.
public abstract class QueueSettleContract extends StoreContract {
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
        .containsExactly(new Done(), new Gone(), new Done(), new GivenBack(), new Unknown());
    assertThat(outcomes.get(5)).isInstanceOf(Extended.class);
    assertThat(outcomes.get(6)).isEqualTo(new Done());
    assertThat(queue.counts().ready()).isEqualTo(1);
    assertThat(queue.counts().inFlight()).isZero();
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
    assertThat(queue.nack(first, ZERO)).isEqualTo(new GivenBack());
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

  @Test
  void what_was_settled_has_left_for_every_later_settlement() {
    queue("dead", QueueSetup.standard());
    var queue = queue("jobs", QueueSetup.standard().deadLetter("dead", 3));
    queue.send("acknowledged");
    queue.send("rejected");
    var leases = queue.receive(2);
    var acknowledged = byText(leases, "acknowledged");
    var rejected = byText(leases, "rejected");

    queue.ack(acknowledged);
    queue.reject(rejected, "bad");

    assertGone(queue, acknowledged);
    assertGone(queue, rejected);
    pass(ofHours(1));
    assertThat(queue.receiveTexts()).isEmpty();
  }

  @Test
  void what_was_purged_or_is_past_its_retention_has_left_for_every_settlement() {
    queue("dead", QueueSetup.standard());
    var setup = QueueSetup.standard().retention(ofSeconds(60)).deadLetter("dead", 3);
    var queue = queue("jobs", setup);
    queue.send("purged");
    var purged = queue.receiveOne();
    queue.purge();
    queue.send("expired");
    var expired = queue.receiveOne();

    pass(ofSeconds(60));

    assertGone(queue, purged);
    assertGone(queue, expired);
  }

  private static void assertGone(QueueProbe queue, LeasedMessage leased) {
    assertThat(queue.ack(leased)).isEqualTo(new Gone());
    assertThat(queue.nack(leased, ZERO)).isEqualTo(new Gone());
    assertThat(queue.reject(leased, "bad")).isEqualTo(new Gone());
    assertThat(queue.settle(new Settlement.Extend(QueueProbe.handle(leased), ofSeconds(5))))
        .containsExactly(new Gone());
  }

  private static LeasedMessage byText(List<LeasedMessage> leases, String text) {
    return leases.stream()
        .filter(m -> TestMessages.text(m.message().content()).equals(text))
        .findFirst()
        .orElseThrow();
  }
}
