package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.nats.LedgerEntry.Kind;
import io.edgemq.nats.LedgerEntry.Mark;
import io.edgemq.nats.Ruling.Gone;
import io.edgemq.testkit.TestTime;
import io.nats.client.impl.Headers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A queue's book is read from whatever of its ledger says all, and from nothing less.
@Timeout(180)
class OpeningTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final Existing<Queue> QUEUE =
      new Existing<>(new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START), 7);
  private static final int MESSAGES = 5;

  private NatsServer server;
  private Cluster cluster;
  private Stream ledger;
  private long entries;

  @BeforeEach
  void open() {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()));
    assertThat(new Streams(cluster).createQueue(JOBS, QUEUE)).isEqualTo(new Placing.Placed());
    ledger = new Stream(cluster, StreamNames.ledger(JOBS, 7));
    var messages = new Stream(cluster, StreamNames.queue(JOBS, 7));
    var headers = new Headers();
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

  private void append(Kind kind, List<Ruling> rulings) {
    var entry = new LedgerEntry(kind, new Mark(1, ++entries), 0, rulings);
    var subject = StreamNames.ledgerSubject(JOBS, 7);
    var unused =
        ledger.publish(new Outgoing(subject, new Headers(), entry.encode()), Condition.NONE);
  }

  private void summarise(long... gone) {
    var book = new LeaseBook(QueueType.STANDARD);
    for (long sequence = 1; sequence <= MESSAGES; sequence++) {
      book.arrive(new Letter(sequence, 0, 0, null, 1));
      book.arrivedUpTo(sequence);
    }
    for (long sequence : gone) {
      var unused = book.apply(new Gone(sequence));
    }
    append(Kind.SUMMARY, book.summary());
  }

  private List<Long> left() throws InterruptedException {
    var opening = Opening.of(JOBS, QUEUE, cluster);
    try (var _ = opening.letters();
        var _ = opening.entries()) {
      return opening.book().between(0, MESSAGES, MESSAGES).stream().map(l -> l.sequence).toList();
    }
  }

  @Test
  void a_ledger_is_read_from_its_first_entry() throws InterruptedException {
    append(Kind.DECIDED, List.of(new Gone(2)));
    summarise(2);
    append(Kind.DECIDED, List.of(new Gone(4)));

    assertThat(left()).containsExactly(1L, 3L, 5L);
  }

  @Test
  void a_ledger_that_was_cut_is_read_from_its_summary() throws InterruptedException {
    append(Kind.DECIDED, List.of(new Gone(2)));
    summarise(2);
    append(Kind.DECIDED, List.of(new Gone(4)));
    ledger.purgeBefore(2);

    assertThat(left()).containsExactly(1L, 3L, 5L);
  }

  @Test
  void a_ledger_of_which_some_came_back_is_read_from_its_next_summary()
      throws InterruptedException {
    append(Kind.DECIDED, List.of(new Gone(2)));
    append(Kind.DECIDED, List.of(new Gone(1)));
    summarise(1, 2);
    append(Kind.DECIDED, List.of(new Gone(4)));
    ledger.purgeBefore(2);

    assertThat(left()).containsExactly(3L, 5L);
  }

  @Test
  void a_ledger_without_its_beginning_is_not_read() {
    append(Kind.DECIDED, List.of(new Gone(2)));
    append(Kind.DECIDED, List.of(new Gone(1)));
    ledger.purgeBefore(2);

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(this::left)
        .withMessageContaining("the beginning of a queue's ledger is missing");
  }
}
