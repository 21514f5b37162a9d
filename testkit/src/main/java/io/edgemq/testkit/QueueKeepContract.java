package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.delayed;
import static io.edgemq.testkit.TestMessages.keyed;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.Stored.Origin;
import io.edgemq.domain.lease.SettleOutcome.Done;
import io.edgemq.domain.lease.SettleOutcome.Gone;
import org.junit.jupiter.api.Test;

/// How long a queue keeps what it has: retention, purges, deletion; and what it says that it has.
public abstract class QueueKeepContract extends StoreContract {
  @Test
  void a_message_past_its_retention_is_never_handed_out() {
    var queue = queue("jobs", QueueSetup.standard().retention(ofSeconds(60)));
    queue.send("old");
    pass(ofSeconds(30));
    queue.send("young");

    pass(ofSeconds(30));

    assertThat(queue.counts()).isEqualTo(new QueueCounts(1, 0, 0, ofSeconds(30)));
    assertThat(queue.receiveTexts()).containsExactly("young");
  }

  @Test
  void a_message_is_kept_until_its_retention_has_passed() {
    var queue = queue("jobs", QueueSetup.standard().retention(ofSeconds(60)));
    queue.send("job");

    pass(ofMillis(59_999));

    assertThat(queue.receiveTexts()).containsExactly("job");
  }

  @Test
  void retention_counts_from_the_sending_whatever_happens_to_the_message() {
    var queue = queue("jobs", QueueSetup.standard().retention(ofSeconds(60)));
    queue.send("nacked");
    queue.send("leased");
    queue.send(delayed("delayed", ofSeconds(301)));
    var leased = queue.receive(2);
    pass(ofSeconds(50));
    queue.nack(leased.getFirst(), ZERO);
    queue.extend(leased.getLast(), ofSeconds(301));

    pass(ofSeconds(10));

    assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0, ZERO));
    pass(ofSeconds(601));
    assertThat(queue.receiveTexts()).isEmpty();
  }

  @Test
  void the_handle_of_a_message_past_its_retention_is_gone() {
    queue("dead", QueueSetup.standard());
    var queue = queue("jobs", QueueSetup.standard().retention(ofSeconds(60)).deadLetter("dead", 3));
    queue.send("job");
    var leased = queue.receiveOne(ofSeconds(301));
    pass(ofSeconds(60));

    assertThat(queue.nack(leased, ZERO)).isEqualTo(new Gone());
    assertThat(queue.reject(leased, "bad")).isEqualTo(new Gone());
    assertThat(queue.ack(leased)).isEqualTo(new Gone());
    assertThat(queue.receiveTexts()).isEmpty();
  }

  @Test
  void a_new_retention_holds_for_old_messages() {
    var queue = queue("jobs", QueueSetup.standard().retention(ofDays(4)));
    queue.send("old");
    pass(ofSeconds(61));
    queue.send("young");

    queue.configure(QueueSetup.standard().retention(ofSeconds(60)).config());

    assertThat(queue.receiveTexts()).containsExactly("young");
  }

  @Test
  void a_purge_removes_everything() {
    var queue = queue();
    queue.send("leased");
    var leased = queue.receiveOne();
    queue.send("ready");
    queue.send(delayed("delayed", ofSeconds(60)));

    queue.purge();

    assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0, ZERO));
    assertThat(queue.ack(leased)).isEqualTo(new Gone());
    assertThat(queue.nack(leased, ZERO)).isEqualTo(new Gone());
    pass(ofSeconds(601));
    assertThat(queue.receiveTexts()).isEmpty();
  }

  @Test
  void sequences_go_on_after_a_purge() {
    var queue = queue();
    queue.send("a");
    long last = queue.send("b");

    queue.purge();

    assertThat(queue.lastSequence()).isEqualTo(last);
    assertThat(queue.send("c")).isGreaterThan(last);
    assertThat(queue.receiveTexts()).containsExactly("c");
  }

  @Test
  void sequences_go_on_after_everything_was_acknowledged() {
    var queue = queue();
    queue.send("a");
    queue.ack(queue.receiveOne());

    assertThat(queue.lastSequence()).isEqualTo(1);
    assertThat(queue.send("b")).isGreaterThan(1);
  }

  @Test
  void a_purge_of_nothing_is_a_purge() {
    var queue = queue();

    queue.purge();

    assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0, ZERO));
  }

  @Test
  void a_queue_made_anew_is_empty_and_knows_no_key() {
    var queue = queue();
    queue.send("old");
    queue.send(keyed("k", "old"));
    ports().queueCatalog().delete(queue.ref());

    var again = queue();

    assertThat(again.counts()).isEqualTo(new QueueCounts(0, 0, 0, ZERO));
    assertThat(again.send(keyed("k", "new")).getFirst().origin()).isEqualTo(Origin.FRESH);
    assertThat(again.lastSequence()).isEqualTo(3);
  }

  @Test
  void a_handle_of_a_deleted_queue_settles_nothing_in_its_successor() {
    var queue = queue();
    queue.send("old");
    var old = queue.receiveOne();
    ports().queueCatalog().delete(queue.ref());
    var again = queue();
    again.send("new");
    var young = again.receiveOne();

    assertThat(again.ack(old)).isNotEqualTo(new Done());
    assertThat(again.nack(old, ZERO)).isNotEqualTo(new Done());
    again.unreceive(old);

    assertThat(again.counts().inFlight()).isEqualTo(1);
    assertThat(again.ack(young)).isEqualTo(new Done());
  }

  @Test
  void each_message_is_counted_once() {
    var queue = queue();
    for (var text : new String[] {"acked", "nacked", "leased", "returned"}) {
      queue.send(text);
    }
    var leased = queue.receive(4);
    queue.send("ready");
    queue.send(delayed("delayed", ofSeconds(60)));
    queue.ack(leased.get(0));
    queue.nack(leased.get(1), ofSeconds(60));
    queue.nack(leased.get(3), ZERO);

    assertThat(queue.counts()).isEqualTo(new QueueCounts(2, 1, 2, ZERO));
    pass(ofSeconds(60));
    assertThat(queue.counts()).isEqualTo(new QueueCounts(5, 0, 0, ofSeconds(60)));
  }

  @Test
  void the_oldest_age_is_that_of_the_oldest_message_whatever_its_state() {
    var queue = queue();
    queue.send("first");
    pass(ofSeconds(10));
    queue.send("second");
    var first = queue.receive(1).getFirst();
    pass(ofSeconds(5));

    assertThat(queue.counts().oldestAge()).isEqualTo(ofSeconds(15));
    queue.ack(first);
    var left = first.message().sequence() == 1 ? ofSeconds(5) : ofSeconds(15);
    assertThat(queue.counts().oldestAge()).isEqualTo(left);
  }
}
