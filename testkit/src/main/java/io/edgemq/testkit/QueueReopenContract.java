package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.delayed;
import static io.edgemq.testkit.TestMessages.grouped;
import static io.edgemq.testkit.TestMessages.keyed;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Lease;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.domain.lease.SettleOutcome.Done;
import io.edgemq.domain.lease.SettleOutcome.Gone;
import io.edgemq.domain.lease.SettleOutcome.Stale;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What a store has after it was closed and opened again: everything, or (when it says so) nothing.
public abstract class QueueReopenContract extends StoreContract {
  /// Reopens; whether there is anything to look for afterwards. When there is not, checks that.
  private boolean keepsEverything(QueueProbe queue) {
    store().reopen();
    return switch (store().guarantees().durability()) {
      case DURABLE -> true;
      case VOLATILE -> {
        assertThat(ports().queueCatalog().find(queue.ref())).isEmpty();
        assertThat(ports().queues().count(queue.ref())).isEmpty();
        yield false;
      }
    };
  }

  @Test
  void messages_are_there_after_a_reopening() {
    var queue = queue();
    queue.send("a");
    queue.send(delayed("b", ofSeconds(60)));
    var leased = queue.receive(1);
    queue.send("c");

    if (keepsEverything(queue)) {
      assertThat(leased).hasSize(1);
      assertThat(queue.counts()).isEqualTo(new QueueCounts(1, 1, 1, ZERO));
      assertThat(queue.receiveTexts()).containsExactly("c");
      pass(ofSeconds(60));
      assertThat(queue.receiveTexts()).containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void leases_go_on_over_a_reopening() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne(ofSeconds(30));
    pass(ofSeconds(10));

    if (keepsEverything(queue)) {
      assertThat(queue.receiveTexts()).isEmpty();
      var lease = queue.extend(leased, ofSeconds(60));
      assertThat(lease.attempt()).isEqualTo(1);
      assertThat(queue.ack(leased)).isEqualTo(new Done());
      assertThat(ackHandle(queue, lease)).isEqualTo(new Gone());
    }
  }

  @Test
  void an_earlier_handle_of_an_extended_lease_is_good_over_a_reopening() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne(ofSeconds(30));
    queue.extend(leased, ofSeconds(60));

    if (keepsEverything(queue)) {
      assertThat(queue.nack(leased, ZERO)).isEqualTo(new Done());
      assertThat(queue.receiveOne().lease().attempt()).isEqualTo(2);
    }
  }

  private static SettleOutcome ackHandle(QueueProbe queue, Lease lease) {
    return queue.settle(new Settlement.Ack(lease.handle())).getFirst();
  }

  @Test
  void attempts_are_counted_over_a_reopening() {
    var queue = queue();
    queue.send("job");
    var first = queue.receiveOne(ofSeconds(30));
    queue.nack(first, ZERO);
    var second = queue.receiveOne(ofSeconds(30));
    pass(ofSeconds(30));

    if (keepsEverything(queue)) {
      assertThat(second.lease().attempt()).isEqualTo(2);
      assertThat(queue.receiveOne().lease().attempt()).isEqualTo(3);
      assertThat(queue.ack(first)).isEqualTo(new Stale());
      assertThat(queue.ack(second)).isEqualTo(new Stale());
    }
  }

  @Test
  void what_left_stays_away_after_a_reopening() {
    var queue = queue();
    queue.send("acked");
    var leased = queue.receiveOne();
    queue.ack(leased);

    if (keepsEverything(queue)) {
      assertThat(queue.ack(leased)).isEqualTo(new Gone());
      pass(ofSeconds(601));
      assertThat(queue.receiveTexts()).isEmpty();
    }
  }

  @Test
  void sequences_go_on_after_a_reopening_even_of_an_empty_queue() {
    var queue = queue();
    queue.send("a");
    long last = queue.send("b");
    queue.purge();

    if (keepsEverything(queue)) {
      assertThat(queue.lastSequence()).isEqualTo(last);
      assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0, ZERO));
      assertThat(queue.send("c")).isGreaterThan(last);
    }
  }

  @Test
  void dedup_keys_are_remembered_over_a_reopening() {
    var queue = queue();
    queue.send(keyed("k", "first"));
    pass(ofSeconds(119));

    if (keepsEverything(queue)) {
      assertThat(queue.send(keyed("k", "again")).getFirst())
          .isEqualTo(new Stored(1, Stored.Origin.REPLAYED));
      pass(ofSeconds(1));
      assertThat(queue.send(keyed("k", "again")).getFirst().origin())
          .isEqualTo(Stored.Origin.FRESH);
    }
  }

  @Test
  void a_receive_taken_back_stays_so_over_a_reopening() {
    var queue = queue();
    queue.send("job");
    var first = queue.receiveOne();
    queue.unreceive(first);

    if (keepsEverything(queue)) {
      assertThat(queue.receiveOne().lease().attempt()).isEqualTo(1);
      assertThat(queue.ack(first)).isEqualTo(new Stale());
    }
  }

  @Test
  void a_group_stays_held_over_a_reopening() {
    var queue = queue("jobs.fifo", QueueSetup.fifo());
    queue.send(grouped("g", "1"), grouped("g", "2"), grouped("h", "3"));
    var leased = queue.receive(1).getFirst();
    queue.nack(leased, ofSeconds(60));

    if (keepsEverything(queue)) {
      assertThat(queue.receive(10))
          .hasSize(1)
          .noneMatch(m -> Objects.equals(m.message().group(), leased.message().group()));
    }
  }

  @Test
  void dead_letters_stay_dead_over_a_reopening() {
    var dead = queue("dead", QueueSetup.standard());
    var queue = queue("jobs", QueueSetup.standard().deadLetter("dead", 1));
    queue.send("rejected");
    queue.reject(queue.receiveOne(), "bad");
    queue.send("exhausted");
    queue.nack(queue.receiveOne(), ZERO);

    if (keepsEverything(queue)) {
      assertThat(queue.receiveTexts()).isEmpty();
      assertThat(dead.receiveTexts()).containsExactlyInAnyOrder("rejected", "exhausted");
    }
  }

  @Test
  void time_that_passes_while_the_store_is_closed_counts() {
    var queue = queue("jobs", QueueSetup.standard().retention(ofSeconds(60)));
    queue.send("old");
    pass(ofSeconds(60));

    if (keepsEverything(queue)) {
      assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0, ZERO));
      assertThat(queue.receiveTexts()).isEmpty();
    }
  }

  @Test
  void a_closed_store_is_unavailable() {
    var queue = queue();
    var before = ports();
    store().reopen();
    var request = new ReceiveRequest(1, ZERO, ZERO);
    var messages = List.of(TestMessages.message("late"));

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> before.queues().send(queue.ref(), messages));
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> before.queues().receive(queue.ref(), request));
  }

  @Test
  void a_wait_ends_when_the_store_is_closed() {
    var queue = queue();
    var queues = ports().queues();
    var request = new ReceiveRequest(1, ZERO, ofSeconds(60));
    var waiting =
        Background.startAndAwaitBlocked(
            () -> {
              try {
                return queues.receive(queue.ref(), request).toString();
              } catch (StoreException.Unavailable closed) {
                return "closed";
              }
            });

    long begin = System.nanoTime();

    store().close();

    assertThat(waiting.result()).isEqualTo("closed");
    assertThat(System.nanoTime() - begin).isLessThan(ofSeconds(40).toNanos());
  }
}
