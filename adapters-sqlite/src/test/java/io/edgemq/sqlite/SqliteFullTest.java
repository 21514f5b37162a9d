package io.edgemq.sqlite;

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
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.ports.out.QueueStore.Sent;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.testkit.StoreMonitorContract;
import io.edgemq.testkit.TestTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a store does that holds all that its limit allows, or whose disk is nearly full.
@Timeout(60)
class SqliteFullTest {
  private static final QueueRef QUEUE = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final NewQueueMessage MESSAGE =
      new NewQueueMessage(
          new Content("a/b", Attributes.NONE, new Payload(new byte[100_000])),
          Duration.ZERO,
          null,
          null);

  @TempDir private Path directory;
  private final TestTime time = new TestTime();
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(SqliteConfig.in(directory).withMaxDatabaseBytes(4 << 20), time);
    var queue = new Queue(QUEUE.name(), QueueConfig.standard(1 << 20), Instant.EPOCH);
    store.queueCatalog().create(QUEUE.tenant(), queue);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private long send() {
    var sent = (Sent) store.queueStore().send(QUEUE, List.of(MESSAGE));
    return sent.entries().getFirst().sequence();
  }

  private Set<Long> fill() {
    var stored = new ConcurrentSkipListSet<Long>();
    try {
      while (true) {
        stored.add(send());
      }
    } catch (StoreException.Full full) {
      return stored;
    }
  }

  private List<Long> takeAll() throws InterruptedException {
    var request = new ReceiveRequest(10, Duration.ofHours(1), Duration.ZERO);
    var taken = new ArrayList<Long>();
    while (true) {
      var messages = ((Received) store.queueStore().receive(QUEUE, request)).messages();
      if (messages.isEmpty()) {
        return taken;
      }
      for (var message : messages) {
        taken.add(message.message().sequence());
        var ack = new Settlement.Ack(message.lease().handle());
        store.queueStore().settle(QUEUE, List.of(ack));
      }
    }
  }

  @Test
  void a_full_store_says_so_and_loses_nothing() throws InterruptedException {
    var stored = fill();

    assertThatExceptionOfType(StoreException.Full.class).isThrownBy(this::send);
    assertThat(stored).hasSizeGreaterThan(20);
    assertThat(takeAll()).containsExactlyElementsOf(stored);
  }

  @Test
  void a_full_store_has_room_again_for_what_is_acknowledged() throws InterruptedException {
    var stored = fill();
    takeAll();

    assertThat(send()).isGreaterThan(stored.size());
    assertThat(store.queueStore().lastSequence(QUEUE)).contains(stored.size() + 1L);
  }

  @Test
  void a_full_store_is_there_after_a_reopening() throws InterruptedException {
    var stored = fill();
    store.close();
    store = SqliteStore.open(SqliteConfig.in(directory), time);

    assertThat(takeAll()).containsExactlyElementsOf(stored);
  }

  @Test
  void a_full_store_says_so_until_there_is_room() throws InterruptedException {
    fill();
    assertThat(store.monitor().health())
        .isInstanceOfSatisfying(
            Health.Up.class,
            up ->
                assertThat(up.impairments())
                    .hasSize(1)
                    .first()
                    .isInstanceOf(Impairment.Full.class));

    takeAll();

    send();
    assertThat(StoreMonitorContract.isUpSoon(store.monitor())).isTrue();
  }

  @Test
  void many_who_send_at_once_each_learn_what_became_of_their_message() throws InterruptedException {
    var stored = new ConcurrentSkipListSet<Long>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 16; i++) {
      threads.add(Thread.ofVirtual().start(() -> stored.addAll(fill())));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(takeAll()).containsExactlyInAnyOrderElementsOf(stored);
  }
}
