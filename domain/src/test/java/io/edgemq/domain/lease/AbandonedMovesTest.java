package io.edgemq.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A move belongs to whoever claimed it, for as long as the claim lasts.
class AbandonedMovesTest {
  private static final long START = 1_000_000;
  private static final QueueConfig CONFIG = QueueConfig.standard(1_000);
  private static final Move GRAVE =
      new Move.DeadLettered(new QueueName("dead"), new DeadLetterReason("x"));

  private static LeaseBook book(QueueType type, int messages) {
    var book = new LeaseBook(type);
    book.tell(at(START));
    for (long sequence = 1; sequence <= messages; sequence++) {
      book.arrive(new MessageEntry(sequence, START, START, null, 10));
      book.arrivedUpTo(sequence);
    }
    return book;
  }

  private static List<Long> abandoned(LeaseBook book, long now) {
    return book.abandonedMoves(at(now), 100).stream()
        .map(pending -> pending.message().sequence())
        .toList();
  }

  private static void move(LeaseBook book, long sequence, long until) {
    var state = book.find(sequence).orElseThrow().state();
    book.apply(new Moves(sequence, state.moving(START, until), GRAVE));
  }

  @Test
  void a_move_is_abandoned_from_the_end_of_its_claim_until_somebody_renews_it() {
    var book = book(QueueType.FIFO, 3);
    move(book, 1, START + 90);
    move(book, 2, START + 80);
    move(book, 3, START + 100);

    assertThat(abandoned(book, START + 79)).isEmpty();
    assertThat(abandoned(book, START + 90)).containsExactly(2L, 1L);
    assertThat(book.abandonedMoves(at(START + 90), 1))
        .extracting(PendingMove::move)
        .containsExactly(GRAVE);

    move(book, 2, START + 200);
    book.apply(new Gone(3));

    assertThat(abandoned(book, START + 100)).containsExactly(1L);
    assertThat(abandoned(book, START + 200)).containsExactly(1L, 2L);
  }

  @Test
  void the_end_of_a_claim_is_something_to_wake_up_for() {
    var book = book(QueueType.STANDARD, 1);
    assertThat(book.nextChange(at(START), CONFIG)).isEmpty();

    move(book, 1, START + 5_000);

    assertThat(book.nextChange(at(START), CONFIG)).hasValue(5_000);
    assertThat(book.nextChange(at(START + 5_001), CONFIG)).hasValue(1_000);
  }

  private static Moment at(long time) {
    return new Moment(time, time);
  }
}
