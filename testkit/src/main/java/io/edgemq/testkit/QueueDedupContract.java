package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.keyed;
import static io.edgemq.testkit.TestMessages.message;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Stored;
import io.edgemq.domain.Stored.Origin;
import org.junit.jupiter.api.Test;

/// A message that is sent twice with one dedup key is stored once.
public abstract class QueueDedupContract extends StoreContract {
  @Test
  void a_repeated_key_answers_the_first_message_and_stores_nothing() {
    var queue = queue();
    var first = queue.send(keyed("k", "first")).getFirst();

    var second = queue.send(keyed("k", "second")).getFirst();

    assertThat(first).isEqualTo(new Stored(1, Origin.FRESH));
    assertThat(second).isEqualTo(new Stored(1, Origin.REPLAYED));
    assertThat(queue.lastSequence()).isEqualTo(1);
    assertThat(queue.receiveTexts()).containsExactly("first");
  }

  @Test
  void another_key_is_another_message() {
    var queue = queue();
    queue.send(keyed("k", "first"));

    queue.send(keyed("K", "second"));
    queue.send(message("third"));
    queue.send(message("fourth"));

    assertThat(queue.receiveTexts())
        .containsExactlyInAnyOrder("first", "second", "third", "fourth");
  }

  @Test
  void a_key_is_remembered_for_its_window_from_the_first_on() {
    var queue = queue("jobs", QueueSetup.standard().dedupWindow(ofMinutes(2)));
    queue.send(keyed("k", "first"));
    pass(ofMinutes(1));
    queue.send(keyed("k", "again"));

    pass(ofMinutes(1).minusMillis(1));
    assertThat(queue.send(keyed("k", "late")).getFirst().origin()).isEqualTo(Origin.REPLAYED);
    pass(ofMillis(1));
    var fresh = queue.send(keyed("k", "fresh")).getFirst();

    assertThat(fresh.origin()).isEqualTo(Origin.FRESH);
    assertThat(fresh.sequence()).isGreaterThan(1);
    assertThat(queue.receiveTexts()).containsExactlyInAnyOrder("first", "fresh");
  }

  @Test
  void a_window_of_no_time_remembers_nothing() {
    var queue = queue("jobs", QueueSetup.standard().dedupWindow(ZERO));
    queue.send(keyed("k", "first"));

    queue.send(keyed("k", "second"));

    assertThat(queue.receiveTexts()).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void a_key_is_remembered_when_its_message_has_left() {
    var queue = queue();
    queue.send(keyed("k", "first"));
    queue.ack(queue.receiveOne());

    assertThat(queue.send(keyed("k", "again")).getFirst())
        .isEqualTo(new Stored(1, Origin.REPLAYED));
    queue.purge();
    assertThat(queue.send(keyed("k", "again")).getFirst())
        .isEqualTo(new Stored(1, Origin.REPLAYED));
    assertThat(queue.receiveTexts()).isEmpty();
  }

  @Test
  void a_key_that_comes_twice_in_a_batch_is_stored_once() {
    var queue = queue();

    var entries = queue.send(keyed("k", "a"), message("b"), keyed("k", "c"));

    assertThat(entries.get(2)).isEqualTo(new Stored(entries.get(0).sequence(), Origin.REPLAYED));
    assertThat(entries.get(1).origin()).isEqualTo(Origin.FRESH);
    assertThat(queue.receiveTexts()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void a_batch_of_old_and_new_keys_stores_the_new_ones() {
    var queue = queue();
    queue.send(keyed("old", "a"));

    var entries = queue.send(keyed("new", "b"), keyed("old", "c"));

    assertThat(entries).extracting(Stored::origin).containsExactly(Origin.FRESH, Origin.REPLAYED);
    assertThat(queue.receiveTexts()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void keys_of_two_queues_do_not_meet() {
    var jobs = queue("jobs", QueueSetup.standard());
    var mails = queue("mails", QueueSetup.standard());
    jobs.send(keyed("k", "job"));

    assertThat(mails.send(keyed("k", "mail")).getFirst().origin()).isEqualTo(Origin.FRESH);
  }

  @Test
  void a_new_window_is_for_new_messages() {
    var queue = queue("jobs", QueueSetup.standard().dedupWindow(ofMinutes(2)));
    queue.send(keyed("old", "a"));
    var narrow = QueueSetup.standard().dedupWindow(ofSeconds(1)).config();
    queue.configure(narrow);
    queue.send(keyed("new", "b"));
    pass(ofSeconds(1));

    assertThat(queue.send(keyed("old", "a2")).getFirst().origin()).isEqualTo(Origin.REPLAYED);
    assertThat(queue.send(keyed("new", "b2")).getFirst().origin()).isEqualTo(Origin.FRESH);
  }

  @Test
  void a_queue_made_anew_knows_no_keys() {
    var queue = queue();
    queue.send(keyed("k", "old"));
    ports().queueCatalog().delete(queue.ref());

    var again = queue();

    assertThat(again.send(keyed("k", "new")).getFirst()).isEqualTo(new Stored(2, Origin.FRESH));
  }
}
