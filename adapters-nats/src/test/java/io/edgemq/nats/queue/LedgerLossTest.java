package io.edgemq.nats.queue;

import static io.edgemq.nats.queue.OneQueue.JOBS;
import static io.edgemq.nats.queue.OneQueue.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.LedgerEntry.Kind;
import io.edgemq.nats.queue.QueueReplica.EntryArrived;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a reader of a ledger takes for a loss of its end.
@Timeout(180)
class LedgerLossTest {
  private final LeaseBook book = new LeaseBook(QueueType.STANDARD);
  private OneQueue queue;
  private Ledger reader;
  private Ledger other;

  @BeforeEach
  void open() {
    queue = new OneQueue();
    reader = ledger();
    other = ledger();
    var first = change(reader);
    assertThat(reader.append(List.of(first))).isTrue();
    assertThat(other.read(new EntryArrived(1, first.encode())))
        .isInstanceOf(Ledger.Reading.Next.class);
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  private Ledger ledger() {
    return new Ledger(queue.ledger(), StreamNames.ledgerSubject(JOBS, QUEUE.incarnation()), 0);
  }

  private LedgerEntry change(Ledger writer) {
    return writer.entry(Kind.CHANGES, List.of(new Gone(1)), book);
  }

  private void appendSnapshot(Ledger writer) {
    assertThat(writer.append(writer.snapshot(List.of(List.of()), book))).isTrue();
    queue.ledger().purgeBefore(writer.end());
  }

  @Test
  void a_snapshot_of_somebody_who_read_as_much_is_none() {
    appendSnapshot(other);

    assertThat(reader.isStillThere()).isTrue();
  }

  @Test
  void a_snapshot_of_somebody_who_read_more_is_none() {
    assertThat(other.append(List.of(change(other)))).isTrue();
    appendSnapshot(other);

    assertThat(reader.isStillThere()).isTrue();
  }

  @Test
  void a_snapshot_of_somebody_who_read_something_else_is_one() {
    assertThat(queue.ledger().delete()).isTrue();
    queue.create();
    var late = ledger();
    assertThat(late.append(List.of(change(late)))).isTrue();
    appendSnapshot(late);

    assertThat(reader.isStillThere()).isFalse();
  }

  @Test
  void anything_else_behind_what_was_read_is_one() {
    assertThat(other.append(List.of(change(other)))).isTrue();
    queue.ledger().purgeBefore(2);

    assertThat(reader.isStillThere()).isFalse();
  }
}
