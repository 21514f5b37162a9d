package io.edgemq.nats.queue;

import static io.edgemq.nats.queue.OneQueue.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.jetstream.Await;
import io.edgemq.nats.queue.OneQueue.Adapter;
import io.edgemq.ports.out.QueueStore.Settled;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Servers come back without the end of a ledger that an adapter has read.
@Timeout(180)
class LostTailTest {
  private static final int MESSAGES = 10;

  /// How long servers take to come back, at least.
  private static final Duration RESTART = Duration.ofMillis(1);

  private OneQueue queue;
  private Adapter one;
  private Adapter other;

  @BeforeEach
  void open() {
    queue = new OneQueue();
    one = queue.adapter();
    other = queue.adapter();
    one.send(MESSAGES);
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  private Path copy() {
    var copy = queue.server.copy();
    awaitConnected();
    return copy;
  }

  private void loseSince(Path copy) {
    queue.server.restartFrom(copy);
    awaitConnected();
  }

  private void awaitConnected() {
    Await.until(() -> one.cluster().isConnected() && other.cluster().isConnected());
  }

  @Test
  void a_replica_that_read_more_than_is_left_goes_on_with_what_is_left() throws Exception {
    var kept = one.acknowledge(2);
    var copy = copy();
    var lost = one.acknowledge(3);

    loseSince(copy);

    var received = one.receive(MESSAGES);
    assertThat(received).hasSize(MESSAGES - 2).containsAll(lost).doesNotContainAnyElementsOf(kept);
    assertThat(one.statistics().recoveries()).isPositive();
  }

  @Test
  void a_count_is_of_what_is_left() throws Exception {
    one.acknowledge(2);
    var copy = copy();
    one.acknowledge(3);

    loseSince(copy);

    assertThat(one.store().count(JOBS).orElseThrow().ready()).isEqualTo(MESSAGES - 2);
  }

  /// Another adapter has made the ledger as long again as it was.
  @Test
  void two_adapters_agree_after_one_of_them_read_what_is_lost() throws Exception {
    var kept = one.acknowledge(2);
    var copy = copy();
    one.acknowledge(3);

    loseSince(copy);
    var after = other.acknowledge(1);
    var leased = other.receive(2);

    var received = one.receive(MESSAGES);
    assertThat(received)
        .hasSize(MESSAGES - 5)
        .doesNotContainAnyElementsOf(kept)
        .doesNotContainAnyElementsOf(after)
        .doesNotContainAnyElementsOf(leased);
    assertThat(other.store().count(JOBS)).isEqualTo(one.store().count(JOBS));
    assertThat(other.receive(1)).isEmpty();
  }

  @Test
  void a_receipt_of_a_lost_lease_does_not_settle_a_later_one() throws Exception {
    one.acknowledge(2);
    var copy = copy();
    var lost = one.leases(1).getFirst();

    loseSince(copy);
    queue.time.advance(RESTART);
    var again = other.leases(1).getFirst();

    assertLost(lost, again);
  }

  /// The writer has never read what is lost.
  @Test
  void a_receipt_of_a_lost_lease_does_not_settle_one_of_an_adapter_that_was_behind()
      throws Exception {
    one.acknowledge(2);
    other.acknowledge(1);
    var copy = copy();
    var lost = one.leases(1).getFirst();
    one.queues().close();

    loseSince(copy);
    queue.time.advance(RESTART);
    var again = other.leases(1).getFirst();

    assertLost(lost, again);
  }

  @Test
  void a_receipt_of_a_lost_ledger_settles_nothing_of_the_one_made_anew() throws Exception {
    var lost = one.leases(1).getFirst();
    assertThat(queue.ledger().delete()).isTrue();
    queue.create();
    queue.time.advance(RESTART);
    one.queues().close();

    var again = other.leases(1).getFirst();

    assertLost(lost, again);
  }

  private void assertLost(LeasedMessage lost, LeasedMessage again) {
    assertThat(again.message().sequence()).isEqualTo(lost.message().sequence());
    assertThat(again.lease().handle()).isNotEqualTo(lost.lease().handle());
    for (Settlement settlement : settlements(lost.lease().handle())) {
      assertThat(other.store().settle(JOBS, List.of(settlement)))
          .isEqualTo(new Settled(List.of(new SettleOutcome.Stale())));
    }
    other.acknowledge(List.of(again));
  }

  private static List<Settlement> settlements(LeaseHandle handle) {
    return List.of(
        new Settlement.Extend(handle, Duration.ofMinutes(1)),
        new Settlement.Nack(handle, Duration.ZERO),
        new Settlement.Ack(handle));
  }
}
