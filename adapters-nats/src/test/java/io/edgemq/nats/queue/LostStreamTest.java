package io.edgemq.nats.queue;

import static io.edgemq.nats.queue.OneQueue.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Await;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One of a queue's two streams is removed behind EdgeMQ's back.
@Timeout(180)
class LostStreamTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private OneQueue queue;
  private OneQueue.Adapter adapter;

  @BeforeEach
  void open() {
    queue = new OneQueue();
    adapter = queue.adapter();
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  private static void assertDamaged(String stream, ThrowingCallable call) {
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(call).withMessage(stream);
  }

  private boolean isSendRefused() {
    try {
      adapter.send(1);
      return false;
    } catch (StoreException.Damaged told) {
      return true;
    }
  }

  @Test
  void nothing_is_accepted_that_cannot_be_received_because_the_ledger_is_gone() {
    assertThat(queue.ledger().delete()).isTrue();

    assertDamaged(queue.ledger().name(), () -> adapter.send(1));
    assertDamaged(queue.ledger().name(), () -> adapter.send(1));
    assertThat(queue.messages().info().orElseThrow().messages()).isLessThanOrEqualTo(1);
  }

  @Test
  void an_adapter_that_sends_all_the_time_learns_that_the_ledger_is_gone() {
    adapter.send(1);
    assertThat(queue.ledger().delete()).isTrue();

    Await.until(this::isSendRefused);
  }

  @Test
  void every_call_says_that_the_ledger_is_gone() throws Exception {
    adapter.send(3);
    var leased = adapter.leases(1).getFirst().lease().handle();
    assertThat(queue.ledger().delete()).isTrue();

    var name = queue.ledger().name();
    assertDamaged(name, () -> adapter.receive(1));
    assertDamaged(name, () -> adapter.store().settle(JOBS, List.of(new Settlement.Ack(leased))));
    assertDamaged(name, () -> adapter.store().count(JOBS));
    assertDamaged(name, () -> adapter.store().purge(JOBS));
    assertDamaged(name, () -> queue.adapter().receive(1));
  }

  @Test
  void every_call_says_that_the_messages_are_gone() throws Exception {
    adapter.send(1);
    assertThat(adapter.receive(1)).hasSize(1);
    assertThat(queue.messages().delete()).isTrue();

    var name = queue.messages().name();
    assertDamaged(name, () -> adapter.send(1));
    assertDamaged(name, () -> adapter.receive(1));
    assertDamaged(name, () -> adapter.store().count(JOBS));
    assertDamaged(name, () -> queue.adapter().receive(1));
  }

  @Test
  void a_receive_that_waits_is_told_that_the_messages_are_gone() throws Exception {
    assertThat(adapter.receive(1)).isEmpty();
    assertThat(queue.messages().delete()).isTrue();

    var patient = new ReceiveRequest(1, null, LONG);
    long begun = System.nanoTime();
    assertDamaged(queue.messages().name(), () -> adapter.store().receive(JOBS, patient));
    assertThat(System.nanoTime() - begun).isLessThan(LONG.toNanos());
  }

  @Test
  void a_queue_whose_streams_were_made_again_serves() throws Exception {
    adapter.send(1);
    assertThat(adapter.receive(1)).hasSize(1);
    assertThat(queue.ledger().delete()).isTrue();
    assertThat(queue.messages().delete()).isTrue();
    assertDamaged(queue.messages().name(), () -> adapter.receive(1));

    queue.create();

    adapter.send(2);
    assertThat(adapter.acknowledge(2)).hasSize(2);
    assertThat(adapter.receive(1)).isEmpty();
  }
}
