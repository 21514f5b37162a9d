package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Impairment;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What frees room works at a server whose store is full, and makes room for new messages.
@Timeout(180)
final class FullClusterTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final int LARGE = 500_000;

  private final TestTime time = new TestTime();
  private final Opened opened = new Opened();
  private NatsStore store;
  private NatsStore other;

  @BeforeEach
  void fill() {
    var server = opened.add(NatsServer.with("max_payload: 2MB", "max_file_store: 40000000"));
    store = opened.add(NatsStore.open(NatsConfig.of(server.url()), time));
    other = opened.add(NatsStore.open(NatsConfig.of(server.url()), time));
    var queue = new Queue(JOBS.name(), QueueConfig.standard(1 << 20), TestTime.START);
    assertThat(store.queueCatalog().create(JOBS.tenant(), queue))
        .isEqualTo(new QueueCatalog.Created());
    Await.until(() -> store.hasReserve());
    while (sends(store)) {}
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private static boolean sends(NatsStore store) {
    var content = new Content("a/b", Attributes.NONE, new Payload(new byte[LARGE]));
    var message = new NewQueueMessage(content, Duration.ZERO, null, null);
    try {
      return store.queueStore().send(JOBS, List.of(message)) instanceof QueueStore.Sent;
    } catch (StoreException.Full full) {
      return false;
    }
  }

  private static boolean isFull(NatsStore store) {
    return store.monitor().health() instanceof Health.Up(var impairments)
        && impairments.stream().anyMatch(Impairment.Full.class::isInstance);
  }

  @Test
  void messages_are_received_and_acknowledged() throws InterruptedException {
    var request = new ReceiveRequest(5, Duration.ofSeconds(30), Duration.ZERO);

    var received = (QueueStore.Received) store.queueStore().receive(JOBS, request);
    var handle = received.messages().getFirst().lease().handle();

    assertThat(store.queueStore().settle(JOBS, List.of(new Settlement.Ack(handle))))
        .isEqualTo(new QueueStore.Settled(List.of(new SettleOutcome.Done())));
  }

  @Test
  void every_adapter_tells_that_it_is_full_and_refuses_new_messages() {
    assertThat(isFull(store)).isTrue();
    Await.until(() -> isFull(other));

    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(
            () ->
                other
                    .queueStore()
                    .send(
                        JOBS,
                        List.of(
                            new NewQueueMessage(
                                new Content("a/b", Attributes.NONE, Payload.EMPTY),
                                Duration.ZERO,
                                null,
                                null))));
  }

  @Test
  void a_purge_makes_room_again() {
    assertThat(store.queueStore().purge(JOBS)).isEqualTo(new QueueStore.Purged());

    Await.until(() -> !isFull(store) && !isFull(other));
    assertThat(sends(store)).isTrue();
    assertThat(sends(other)).isTrue();
  }

  @Test
  void a_removal_makes_room_again() {
    assertThat(store.queueCatalog().delete(JOBS)).isEqualTo(new QueueCatalog.Deleted());

    Await.until(() -> !isFull(store) && !isFull(other));
  }

  @Test
  void a_configuration_is_changed() {
    var before = store.queueCatalog().find(JOBS).orElseThrow().config();

    var result = store.queueCatalog().update(JOBS, before, QueueConfig.standard(1_000));

    assertThat(result).isInstanceOf(QueueCatalog.Updated.class);
  }
}
