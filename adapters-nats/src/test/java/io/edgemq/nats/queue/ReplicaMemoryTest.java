package io.edgemq.nats.queue;

import static io.edgemq.nats.queue.OneQueue.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.nats.move.MoveExecutor;
import io.edgemq.nats.queue.QueueReplica.MessageArrived;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.Redriven;
import io.edgemq.ports.out.QueueStore.Sent;
import io.edgemq.testkit.TestMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A process knows as many messages as it has room for.
@Timeout(180)
class ReplicaMemoryTest {
  private static final int MOST = 1_200;

  /// To where each message came from: for these, nowhere.
  private static final RedrivePlan BACK = new RedrivePlan(null, null, null);

  private final ReplicaMemory memory = new ReplicaMemory(MOST);
  private OneQueue queue;
  private OneQueue.Adapter adapter;

  @BeforeEach
  void open() {
    queue = new OneQueue();
    adapter = queue.adapter(memory);
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  @Test
  void a_queue_with_more_messages_is_received_piece_by_piece() throws Exception {
    for (int i = 0; i < 4; i++) {
      adapter.send(1_000);
    }

    var received = new ArrayList<Long>();
    while (received.size() < 4_000) {
      var leased = adapter.leases(100);
      assertThat(memory.known()).isLessThanOrEqualTo(MOST + 1);
      leased.forEach(message -> received.add(message.message().sequence()));
      adapter.acknowledge(leased);
    }

    assertThat(received).doesNotHaveDuplicates().isSorted();
    assertThat(adapter.receive(1)).isEmpty();
    assertThat(memory.refusals()).isZero();
  }

  @Test
  void a_receive_that_would_need_more_room_is_refused_in_words() {
    var later = TestMessages.delayed("later", Duration.ofHours(1));
    for (int i = 0; i < 2; i++) {
      assertThat(adapter.store().send(JOBS, Collections.<NewQueueMessage>nCopies(1_000, later)))
          .isInstanceOf(Sent.class);
    }
    adapter.send(1);

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> adapter.receive(1))
        .withMessageContaining("no room for more waiting messages")
        .withMessageContaining("may know 1200");

    assertThat(memory.refusals()).isEqualTo(1);
    adapter.send(1);
    var counts = adapter.store().count(JOBS).orElseThrow();
    assertThat(counts.ready() + counts.delayed()).isEqualTo(2_002);
  }

  @Test
  void a_closed_replica_gives_its_room_back() throws Exception {
    adapter.send(1_000);
    assertThat(adapter.receive(1)).hasSize(1);
    assertThat(memory.known()).isPositive();

    adapter.queues().close();

    assertThat(memory.known()).isZero();
  }

  @Test
  void a_redrive_does_not_end_before_messages_for_which_there_was_no_room() {
    for (int i = 0; i < 4; i++) {
      adapter.send(1_000);
    }
    var cursors = new ArrayList<Long>(List.of(0L));

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(
            () -> {
              while (cursors.getLast() < 4_000) {
                var step = new RedriveStep(cursors.getLast(), 4_000, 500);
                var done = (Redriven) adapter.store().redrive(JOBS, BACK, step);
                cursors.add(done.cursor());
              }
            })
        .withMessageContaining("no room for more waiting messages");

    assertThat(cursors).isSorted().doesNotHaveDuplicates();
    assertThat(cursors.getLast()).isBetween(1_000L, MOST + 1L);
  }

  @Test
  void each_message_counts_as_soon_as_it_is_in_the_book() throws Exception {
    var parts = adapter.queues().parts();
    var mover = new MoveExecutor(adapter.queues());
    var replica =
        QueueReplica.open(
            JOBS, OneQueue.QUEUE, parts, new QueueReplica.Collaborators(mover, () -> {}));
    var recovery = QueueRecovery.of(JOBS, OneQueue.QUEUE, parts.cluster());
    try (var arrivals = new Arrivals(replica, recovery);
        var _ = recovery.arrivals();
        var _ = recovery.entries()) {
      var turns = new Turns(parts.shared().random(), Duration.ofSeconds(1));
      var reader = new LedgerReader(replica, recovery.ledger(), recovery.book(), turns);
      var waiting = new AwaitingCatchUp(recovery, arrivals);
      var intake = new Intake(replica, reader, waiting, new ArrayList<>());

      for (int sequence = 1; sequence <= 300; sequence++) {
        intake.take(new MessageArrived(new MessageEntry(sequence, 0, 0, null, 1)));

        assertThat(memory.known()).isEqualTo(sequence);
      }
    } finally {
      replica.close(new QueueReplica.ClosedException("the test is over"));
      replica.awaitEnd(Duration.ofSeconds(30));
    }
  }
}
