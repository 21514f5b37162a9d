package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.domain.lease.StateChange;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.LedgerEntry.Kind;
import io.edgemq.nats.queue.LedgerEntry.Mark;
import io.edgemq.nats.queue.LedgerEntry.Place;
import io.edgemq.testkit.TestTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A queue's lease book is recovered from any complete ledger, and from nothing less.
@Timeout(180)
class QueueRecoveryTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final Incarnated<Queue> QUEUE =
      new Incarnated<>(new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START), 7);
  private static final int MESSAGES = 5;

  private NatsServer server;
  private Cluster cluster;
  private StreamClient ledger;
  private long entries;

  @BeforeEach
  void open() {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()));
    assertThat(new ResourceStreams(cluster).createQueue(JOBS, QUEUE))
        .isEqualTo(new StreamPlacement.Placed());
    ledger = new StreamClient(cluster, StreamNames.ledger(JOBS, 7));
    var messages = new StreamClient(cluster, StreamNames.queue(JOBS, 7));
    var headers = new MessageHeaders();
    headers.put("Mq-Time", Long.toString(TestTime.START.toEpochMilli()));
    var message = new Outgoing(StreamNames.sentSubject(JOBS, 7), headers, new byte[1]);
    for (int i = 0; i < MESSAGES; i++) {
      var unused = messages.publish(message, Condition.NONE);
    }
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  private void append(Kind kind, List<StateChange> changes) {
    var entry = new LedgerEntry(kind, new Place(new Mark(1, ++entries), Chain.UNKNOWN), 0, changes);
    var subject = StreamNames.ledgerSubject(JOBS, 7);
    var unused =
        ledger.publish(new Outgoing(subject, new MessageHeaders(), entry.encode()), Condition.NONE);
  }

  private void summarise(long... gone) {
    var book = new LeaseBook(QueueType.STANDARD);
    for (long sequence = 1; sequence <= MESSAGES; sequence++) {
      book.arrive(new MessageEntry(sequence, 0, 0, null, 1));
      book.arrivedUpTo(sequence);
    }
    for (long sequence : gone) {
      book.apply(new Gone(sequence));
    }
    append(Kind.SNAPSHOT, book.snapshot());
  }

  private List<Long> left() throws InterruptedException {
    var recovery = QueueRecovery.of(JOBS, QUEUE, cluster);
    try (var _ = recovery.arrivals();
        var _ = recovery.entries()) {
      var book = recovery.book();
      for (long sequence = 1; sequence <= MESSAGES; sequence++) {
        book.arrive(new MessageEntry(sequence, 0, 0, null, 1));
      }
      return book.between(0, MESSAGES, MESSAGES).stream().map(MessageEntry::sequence).toList();
    }
  }

  @Test
  void a_ledger_is_read_from_its_first_entry() throws InterruptedException {
    append(Kind.CHANGES, List.of(new Gone(2)));
    summarise(2);
    append(Kind.CHANGES, List.of(new Gone(4)));

    assertThat(left()).containsExactly(1L, 3L, 5L);
  }

  @Test
  void a_compacted_ledger_is_read_from_its_snapshot() throws InterruptedException {
    append(Kind.CHANGES, List.of(new Gone(2)));
    summarise(2);
    append(Kind.CHANGES, List.of(new Gone(4)));
    ledger.purgeBefore(2);

    assertThat(left()).containsExactly(1L, 3L, 5L);
  }

  @Test
  void a_partly_restored_ledger_is_read_from_its_next_snapshot() throws InterruptedException {
    append(Kind.CHANGES, List.of(new Gone(2)));
    append(Kind.CHANGES, List.of(new Gone(1)));
    summarise(1, 2);
    append(Kind.CHANGES, List.of(new Gone(4)));
    ledger.purgeBefore(2);

    assertThat(left()).containsExactly(3L, 5L);
  }

  @Test
  void a_ledger_without_its_beginning_is_not_read() {
    append(Kind.CHANGES, List.of(new Gone(2)));
    append(Kind.CHANGES, List.of(new Gone(1)));
    ledger.purgeBefore(2);

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(this::left)
        .withMessageContaining("the beginning of a queue's ledger is missing");
  }
}
