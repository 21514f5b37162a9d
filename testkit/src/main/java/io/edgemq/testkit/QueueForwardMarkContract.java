package io.edgemq.testkit;

import static io.edgemq.testkit.QueueForwardContract.at;
import static io.edgemq.testkit.QueueForwardContract.range;
import static io.edgemq.testkit.QueueForwardContract.stored;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.SourceId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a source's mark outlives, and when it goes.
public abstract class QueueForwardMarkContract extends StoreContract {
  private static final SourceId SOURCE = new SourceId("sub_1-0");
  private static final SourceId OTHER = new SourceId("sub_2-0");

  private static void ackAll(QueueProbe queue) {
    var acks =
        queue.receive(1_000).stream()
            .map(leased -> new Settlement.Ack(QueueProbe.handle(leased)))
            .toArray(Settlement[]::new);
    assertThat(queue.settle(acks)).containsOnly(new SettleOutcome.Done());
  }

  /// Offers what was forwarded, and one more: only that is stored.
  private static void assertForwardedUpTo(long mark, QueueProbe queue) {
    assertThat(queue.mark(SOURCE)).isEqualTo(mark);
    assertThat(queue.forward(SOURCE, range(1, mark))).isEqualTo(mark);
    assertThat(queue.forward(SOURCE, range(mark, mark + 1))).isEqualTo(mark + 1);
    assertThat(stored(queue)).containsExactly("s" + (mark + 1));
  }

  /// Reopens; whether there is a queue afterwards.
  private boolean keepsMarks() {
    store().reopen();
    return switch (store().guarantees().durability()) {
      case DURABLE -> true;
      case VOLATILE -> false;
    };
  }

  @Test
  void a_mark_outlives_messages_that_were_acknowledged() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));

    ackAll(queue);

    assertForwardedUpTo(3, queue);
  }

  @Test
  void a_mark_stays_when_only_the_last_message_was_acknowledged() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));

    queue.receive(10).stream().filter(leased -> isText(leased, "s3")).forEach(queue::ack);
    pass(QueueProbe.VISIBILITY);

    assertThat(queue.forward(SOURCE, range(1, 3))).isEqualTo(3);
    assertThat(stored(queue)).containsExactly("s1", "s2");
  }

  private static boolean isText(LeasedMessage leased, String text) {
    return TestMessages.text(leased.message().content()).equals(text);
  }

  @Test
  void a_mark_outlives_a_purge() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));

    queue.purge();

    assertForwardedUpTo(3, queue);
  }

  @Test
  void a_mark_outlives_retention_and_every_window() {
    var queue = queue("jobs", QueueSetup.standard().retention(ofMinutes(10)));
    queue.forward(SOURCE, range(1, 3));

    pass(ofDays(400));

    assertThat(queue.counts().ready()).isZero();
    assertForwardedUpTo(3, queue);
  }

  @Test
  void a_mark_outlives_acknowledgement_purge_and_time_together() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));
    ackAll(queue);
    queue.purge();
    pass(ofDays(30));
    queue.forward(OTHER, range(1, 2));
    queue.purge();
    pass(ofDays(400));

    assertThat(queue.mark(OTHER)).isEqualTo(2);
    assertForwardedUpTo(3, queue);
  }

  @Test
  void a_mark_outlives_a_reopening() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));

    if (keepsMarks()) {
      assertThat(queue.forward(SOURCE, range(2, 4))).isEqualTo(4);
      assertThat(stored(queue)).containsExactly("s1", "s2", "s3", "s4");
    }
  }

  @Test
  void a_mark_outlives_a_reopening_of_an_empty_queue() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));
    ackAll(queue);
    queue.forward(OTHER, range(1, 2));
    queue.purge();

    if (keepsMarks()) {
      pass(ofDays(400));
      assertThat(queue.mark(OTHER)).isEqualTo(2);
      assertForwardedUpTo(3, queue);
    }
  }

  @Test
  void a_mark_outlives_much_that_comes_and_goes_after_it() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));
    queue.forward(OTHER, range(1, 1));
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 10; i++) {
        queue.send("m" + i);
      }
      ackAll(queue);
    }

    assertThat(queue.mark(OTHER)).isEqualTo(1);
    assertForwardedUpTo(3, queue);
  }

  @Test
  void a_mark_outlives_a_new_configuration() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));
    ackAll(queue);

    queue.configure(QueueSetup.standard().retention(ofMinutes(1)).dedupWindow(ZERO).config());

    assertForwardedUpTo(3, queue);
  }

  @Test
  void a_mark_outlives_messages_that_became_dead_letters_and_came_back() {
    var dead = queue("dead", QueueSetup.standard());
    var queue = queue("jobs", QueueSetup.standard().deadLetter("dead", 1));
    queue.forward(SOURCE, range(1, 2));
    queue.receive(10).forEach(leased -> queue.reject(leased, "bad"));

    assertThat(queue.forward(SOURCE, range(1, 2))).isEqualTo(2);
    assertThat(queue.receiveTexts()).isEmpty();
    dead.redrive(new RedrivePlan(null, null, null), new RedriveStep(0, dead.lastSequence(), 100));
    assertThat(queue.forward(SOURCE, range(1, 2))).isEqualTo(2);

    assertThat(stored(queue)).containsExactly("s1", "s2");
    assertThat(dead.mark(SOURCE)).isZero();
  }

  @Test
  void a_lease_that_runs_out_and_is_taken_again_changes_no_mark() {
    var queue = queue("jobs.fifo", QueueSetup.fifo());
    queue.forward(SOURCE, range(1, 2));
    queue.receiveOne(ofSeconds(5));
    pass(ofSeconds(5));

    assertThat(queue.forward(SOURCE, range(1, 2))).isEqualTo(2);
    var again = queue.receiveOne();
    assertThat(again.lease().attempt()).isEqualTo(2);
    queue.ack(again);

    assertThat(queue.receiveTexts()).containsExactly("s2");
  }

  @Test
  void a_queue_made_again_has_no_marks() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));
    ackAll(queue);
    queue.forward(SOURCE, range(4, 5));
    ports().queueCatalog().delete(queue.ref());

    var again = queue();

    assertThat(again.mark(SOURCE)).isZero();
    assertThat(again.forward(SOURCE, range(2, 3))).isEqualTo(3);
    assertThat(stored(again)).containsExactly("s2", "s3");
  }

  @Test
  void the_marks_of_one_queue_stay_when_another_is_removed() {
    var queue = queue();
    var other = queue("mails", QueueSetup.standard());
    queue.forward(SOURCE, range(1, 3));
    other.forward(SOURCE, range(1, 5));
    ackAll(queue);

    ports().queueCatalog().delete(other.ref());

    assertForwardedUpTo(3, queue);
  }

  @Test
  void a_source_that_retires_has_no_mark_and_others_keep_theirs() {
    var queue = queue();
    var elsewhere = queue("mails", QueueSetup.standard());
    queue.forward(SOURCE, range(1, 3));
    queue.forward(OTHER, range(1, 5));
    elsewhere.forward(SOURCE, range(1, 2));
    ackAll(queue);

    queue.retire(SOURCE);

    assertThat(queue.mark(SOURCE)).isZero();
    assertThat(queue.mark(OTHER)).isEqualTo(5);
    assertThat(elsewhere.mark(SOURCE)).isEqualTo(2);
  }

  @Test
  void what_a_source_forwarded_stays_when_it_retires() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));
    queue.forward(OTHER, range(7, 7));

    queue.retire(SOURCE);

    assertThat(queue.counts().ready()).isEqualTo(4);
    var received = queue.receive(10);
    assertThat(QueueProbe.texts(received)).containsExactlyInAnyOrder("s1", "s2", "s3", "s7");
    received.forEach(queue::ack);
    assertThat(queue.mark(OTHER)).isEqualTo(7);
  }

  @Test
  void a_source_that_has_forwarded_nothing_or_retired_before_retires_without_an_error() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 1));
    ackAll(queue);
    queue.retire(SOURCE);

    queue.retire(SOURCE);
    queue.retire(new SourceId("nothing"));

    assertThat(queue.mark(SOURCE)).isZero();
    assertThat(queue.counts().ready()).isZero();
  }

  @Test
  void a_source_stays_retired_over_a_reopening() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 3));
    queue.forward(OTHER, range(1, 2));
    ackAll(queue);
    queue.retire(SOURCE);

    if (keepsMarks()) {
      assertThat(queue.mark(SOURCE)).isZero();
      assertThat(queue.mark(OTHER)).isEqualTo(2);
    }
  }

  @Test
  void sources_of_similar_names_are_several() {
    var queue = queue();
    var longest = "Az0_-".repeat(13).substring(0, 64);
    queue.forward(new SourceId(longest), range(1, 1));
    queue.forward(new SourceId("a"), range(1, 2));

    assertThat(queue.mark(new SourceId(longest))).isEqualTo(1);
    assertThat(queue.mark(new SourceId(longest.substring(0, 63)))).isZero();
    assertThat(queue.mark(new SourceId("A"))).isZero();
    assertThat(queue.mark(new SourceId("a"))).isEqualTo(2);
    assertThat(queue.forward(new SourceId("A"), List.of(at(9)))).isEqualTo(9);
  }
}
