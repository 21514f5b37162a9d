package io.edgemq.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A book keeps a tombstone of what was moved into its queue, however it left.
class TombstonesTest {
  private static final QueueConfig CONFIG = QueueConfig.standard(1_000);
  private static final long START = 1_000_000;

  private final LeaseBook book = new LeaseBook(QueueType.STANDARD);

  private static MessageEntry sent(long sequence) {
    return new MessageEntry(sequence, START, START, null, 10);
  }

  private static MoveSource source(long sequence) {
    return new MoveSource(new QueueName("jobs"), 7, sequence, START);
  }

  private static MessageEntry moved(long sequence) {
    return sent(sequence).movedFrom(source(sequence));
  }

  private void arrive(MessageEntry message) {
    book.arrive(message);
    book.arrivedUpTo(message.sequence());
  }

  @Test
  void only_what_was_moved_and_has_left_leaves_a_tombstone() {
    arrive(sent(1));
    arrive(moved(2));
    arrive(moved(3));

    book.apply(new Gone(1));
    book.apply(new Gone(2));

    assertThat(book.tombstones().some(10)).containsOnlyKeys(2L).containsValue(source(2));
    assertThat(book.firstLive()).isEqualTo(3);
    assertThat(book.firstKept()).isEqualTo(2);
    assertThat(book.tombstones().first(1)).isEqualTo(1);
  }

  @Test
  void what_left_before_it_arrived_leaves_one() {
    book.apply(new Purged(1));
    book.apply(new Gone(2));

    arrive(moved(1));
    arrive(moved(2));

    assertThat(book.tombstones().some(10)).containsOnlyKeys(1L, 2L);
    assertThat(book.tombstones().some(1)).containsOnlyKeys(1L);
  }

  @Test
  void what_is_past_its_retention_leaves_one() {
    arrive(moved(1));

    book.passTime(at(START + CONFIG.retention().toMillis()), CONFIG);

    assertThat(book.tombstones().some(10)).containsOnlyKeys(1L);
  }

  @Test
  void what_is_taken_back_leaves_none() {
    arrive(moved(1));
    var proposal = new Proposal(book, CONFIG, at(START), Capacity.UNLIMITED);
    proposal.decide(new Gone(1));

    proposal.undo();

    assertThat(book.tombstones().isEmpty()).isTrue();
  }

  @Test
  void what_is_forgotten_is_kept_no_longer() {
    arrive(moved(1));
    arrive(moved(2));
    book.apply(new Purged(2));

    book.tombstones().forget(List.of(1L));

    assertThat(book.tombstones().some(10)).containsOnlyKeys(2L);
    assertThat(book.firstKept()).isEqualTo(2);
  }

  @Test
  void what_was_purged_and_has_not_arrived_may_be_one() {
    book.apply(new Gone(1));

    book.apply(new Purged(2));

    assertThat(book.firstLive()).isEqualTo(3);
    assertThat(book.firstKept()).isEqualTo(1);
    arrive(moved(1));
    arrive(sent(2));
    assertThat(book.firstKept()).isEqualTo(1);
    book.tombstones().forget(List.of(1L));
    assertThat(book.firstKept()).isEqualTo(3);
  }

  @Test
  void what_moves_away_is_not_past_its_retention() {
    arrive(sent(1));
    arrive(sent(2));
    var move = new Move.Redriven(new QueueName("side"));
    var proposal = new Proposal(book, CONFIG, at(START), Capacity.UNLIMITED);
    proposal.decide(
        new Moves(1, book.find(1).orElseThrow().state().moving(START, START + 1), move));
    long end = START + CONFIG.retention().toMillis();

    book.passTime(at(end), CONFIG);

    assertThat(book.find(1)).isPresent();
    assertThat(book.find(2)).isEmpty();
    assertThat(book.count(end).oldestAge()).isZero();
  }

  private static Moment at(long time) {
    return new Moment(time, time);
  }
}
