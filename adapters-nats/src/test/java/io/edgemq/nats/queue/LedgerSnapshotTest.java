package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.LeaseState;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.domain.lease.StateChange;
import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Purged;
import io.edgemq.nats.queue.LedgerEntry.Kind;
import io.edgemq.nats.queue.LedgerEntry.Mark;
import io.edgemq.nats.queue.LedgerEntry.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a ledger adds up to.
class LedgerSnapshotTest {
  private static final LeaseState LEASED = LeaseState.sent(0, 0).leased(1, 0, 1_000);

  private static LedgerEntry entry(Kind kind, long number, Chain after, StateChange... changes) {
    return new LedgerEntry(kind, new Place(new Mark(1, number), after), 0, List.of(changes));
  }

  private static LeaseBook arrived(LeaseBook book) {
    for (long sequence = 1; sequence <= 3; sequence++) {
      book.arrive(new MessageEntry(sequence, 0, 0, null, 1));
      book.arrivedUpTo(sequence);
    }
    return book;
  }

  @Test
  void a_snapshot_changes_nothing_for_who_read_everything_before() {
    var state = new LedgerState(QueueType.STANDARD, true);
    state.add(entry(Kind.CHANGES, 1, Chain.BEGINNING, new Gone(2)));
    state.add(entry(Kind.SNAPSHOT, 2, Chain.UNKNOWN, new Purged(0)));

    assertThat(arrived(state.book()).find(2)).isEmpty();
  }

  /// Its writer had not heard that the second message left: who reads the ledger later knows only
  /// the snapshot, so everybody goes by it.
  @Test
  void a_snapshot_whose_writer_had_read_other_entries_stands_for_all_of_them() {
    var state = new LedgerState(QueueType.STANDARD, true);
    state.add(entry(Kind.CHANGES, 1, Chain.BEGINNING, new Gone(2)));
    state.addForked(entry(Kind.SNAPSHOT, 2, new Chain(77), new Purged(0), new Becomes(1, LEASED)));
    state.add(entry(Kind.SNAPSHOT_PART, 3, Chain.UNKNOWN, new Gone(3)));

    var book = arrived(state.book());
    assertThat(state.isWhole()).isTrue();
    assertThat(book.find(2)).isPresent();
    assertThat(book.find(3)).isEmpty();
    assertThat(book.find(1).orElseThrow().state()).isEqualTo(LEASED);
  }

  /// Somebody was told that it left.
  @Test
  void what_was_decided_on_lost_entries_counts() {
    var state = new LedgerState(QueueType.STANDARD, true);
    state.addForked(entry(Kind.CHANGES, 1, new Chain(77), new Gone(2)));

    assertThat(arrived(state.book()).find(2)).isEmpty();
  }
}
