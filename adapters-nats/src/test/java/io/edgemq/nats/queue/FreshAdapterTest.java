package io.edgemq.nats.queue;

import static io.edgemq.nats.queue.OneQueue.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.jetstream.Await;
import io.edgemq.nats.queue.OneQueue.Adapter;
import io.edgemq.ports.out.QueueStore.Settled;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An adapter that never received from a long queue reads only what a call needs.
@Timeout(180)
class FreshAdapterTest {
  private static final int BATCH = 1_000;
  private static final int MESSAGES = 12 * BATCH;

  /// Reading all headers takes more than a megabyte.
  private static final long FEW_BYTES = 40_000;

  private static final long FEW_ANSWERS = 40;

  private OneQueue queue;
  private Adapter receiver;
  private Adapter fresh;

  @BeforeEach
  void open() {
    queue = new OneQueue();
    receiver = queue.adapter();
    for (int sent = 0; sent < MESSAGES; sent += BATCH) {
      receiver.send(BATCH);
    }
    fresh = queue.adapter();
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  private void assertReadLittle() {
    assertThat(fresh.bytesRead()).isLessThan(FEW_BYTES);
    assertThat(fresh.messagesRead()).isLessThan(FEW_ANSWERS);
  }

  @Test
  void an_acknowledgement_reads_the_ledger_and_its_message() throws Exception {
    var leased = receiver.leases(3);

    fresh.acknowledge(leased.subList(0, 1));

    assertReadLittle();
    var counts = receiver.store().count(JOBS).orElseThrow();
    assertThat(counts.inFlight()).isEqualTo(2);
    assertThat(counts.ready()).isEqualTo(MESSAGES - 3);
  }

  @Test
  void a_second_acknowledgement_is_told_that_the_message_is_gone() throws Exception {
    var leased = receiver.leases(1);
    receiver.acknowledge(leased);

    var again = List.<Settlement>of(new Settlement.Ack(leased.getFirst().lease().handle()));

    assertThat(fresh.store().settle(JOBS, again))
        .isEqualTo(new Settled(List.of(new SettleOutcome.Gone())));
    assertReadLittle();
  }

  @Test
  void a_message_that_was_given_back_at_another_adapter_comes_again() throws Exception {
    var leased = receiver.leases(1).getFirst();
    var nack = List.<Settlement>of(new Settlement.Nack(leased.lease().handle(), Duration.ZERO));

    assertThat(fresh.store().settle(JOBS, nack))
        .isEqualTo(new Settled(List.of(new SettleOutcome.Done())));

    assertReadLittle();
    assertThat(receiver.store().count(JOBS).orElseThrow().ready()).isEqualTo(MESSAGES);
    // and the adapter that settled it can go on to receive everything
    assertThat(fresh.store().count(JOBS)).isEqualTo(receiver.store().count(JOBS));
    assertThat(fresh.receive(10)).hasSize(10);
  }

  @Test
  void a_description_counts_without_reading_the_messages() throws Exception {
    var leased = receiver.leases(5);
    receiver.acknowledge(leased.subList(1, 3));
    queue.time.advance(Duration.ofSeconds(90));

    var counts = fresh.store().count(JOBS).orElseThrow();

    assertReadLittle();
    assertThat(counts.ready()).isEqualTo(MESSAGES - 5);
    assertThat(counts.inFlight()).isEqualTo(3);
    assertThat(counts.oldestAge()).isEqualTo(Duration.ofSeconds(90));
    assertThat(counts).isEqualTo(receiver.store().count(JOBS).orElseThrow());
  }

  @Test
  void a_purge_reads_nothing_and_frees_the_stream() throws Exception {
    var unused = fresh.store().purge(JOBS);

    assertThat(fresh.store().count(JOBS).orElseThrow().ready()).isZero();
    assertReadLittle();
    Await.until(() -> queue.messages().info().orElseThrow().messages() == 0);
    assertThat(receiver.receive(1)).isEmpty();
  }
}
