package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.nats.Ruling.Gone;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import io.edgemq.nats.Ruling.Purged;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A book keeps the trace of what was moved into its queue, however it left.
class TracesTest {
  private static final QueueConfig CONFIG = QueueConfig.standard(1_000);
  private static final long START = 1_000_000;

  private final LeaseBook book = new LeaseBook(QueueType.STANDARD);

  private static Letter sent(long sequence) {
    return new Letter(sequence, START, START, null, 10);
  }

  private static Origin origin(long sequence) {
    return new Origin(new QueueName("jobs"), 7, sequence, START);
  }

  private static Letter moved(long sequence) {
    return sent(sequence).movedFrom(origin(sequence));
  }

  private void arrive(Letter letter) {
    book.arrive(letter);
    book.arrivedUpTo(letter.sequence);
  }

  @Test
  void only_what_was_moved_and_has_left_leaves_a_trace() {
    arrive(sent(1));
    arrive(moved(2));
    arrive(moved(3));

    book.apply(new Gone(1));
    book.apply(new Gone(2));

    assertThat(book.traces().some(10)).containsOnlyKeys(2L).containsValue(origin(2));
    assertThat(book.firstLive()).isEqualTo(3);
    assertThat(book.firstKept()).isEqualTo(2);
    assertThat(book.traces().first(1)).isEqualTo(1);
  }

  @Test
  void what_left_before_it_was_heard_of_leaves_one() {
    book.apply(new Purged(1));
    book.apply(new Gone(2));

    arrive(moved(1));
    arrive(moved(2));

    assertThat(book.traces().some(10)).containsOnlyKeys(1L, 2L);
    assertThat(book.traces().some(1)).containsOnlyKeys(1L);
  }

  @Test
  void what_is_past_its_retention_leaves_one() {
    arrive(moved(1));

    book.passTime(START + CONFIG.retention().toMillis(), CONFIG);

    assertThat(book.traces().some(10)).containsOnlyKeys(1L);
  }

  @Test
  void what_is_taken_back_leaves_none() {
    arrive(moved(1));
    var plan = new Plan(book, CONFIG, START);
    plan.decide(new Gone(1));

    plan.undo();

    assertThat(book.traces().isEmpty()).isTrue();
  }

  @Test
  void what_is_forgotten_is_kept_no_longer() {
    arrive(moved(1));
    arrive(moved(2));
    book.apply(new Purged(2));

    book.traces().forget(List.of(1L));

    assertThat(book.traces().some(10)).containsOnlyKeys(2L);
    assertThat(book.firstKept()).isEqualTo(2);
  }

  @Test
  void what_was_purged_and_not_heard_of_yet_may_be_one() {
    book.apply(new Gone(1));

    book.apply(new Purged(2));

    assertThat(book.firstLive()).isEqualTo(3);
    assertThat(book.firstKept()).isEqualTo(1);
    arrive(moved(1));
    arrive(sent(2));
    assertThat(book.firstKept()).isEqualTo(1);
    book.traces().forget(List.of(1L));
    assertThat(book.firstKept()).isEqualTo(3);
  }

  @Test
  void what_moves_away_is_not_past_its_retention() {
    arrive(sent(1));
    arrive(sent(2));
    var move = new Move.Redriven(new QueueName("side"));
    var plan = new Plan(book, CONFIG, START);
    plan.decide(new Moves(1, book.find(1).orElseThrow().standing.moving(START + 1), move));
    long end = START + CONFIG.retention().toMillis();

    book.passTime(end, CONFIG);

    assertThat(book.find(1)).isPresent();
    assertThat(book.find(2)).isEmpty();
    assertThat(book.count(end).oldestAge()).isZero();
  }
}
