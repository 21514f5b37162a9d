package io.edgemq.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A message that is leased for hours, while others pass it.
@Timeout(300)
class OvertakenMessageTest {
  private static final QueueConfig CONFIG = QueueConfig.standard(1_000);
  private static final long START = 1_000_000;
  private static final long HOURS = START + Duration.ofHours(6).toMillis();
  private static final int PASSING = 5_000_000;
  private static final int ROUND = 100;

  private static MessageEntry message(long sequence) {
    return new MessageEntry(sequence, START, START, null, 10);
  }

  /// A book in which every message of `kept` ones is leased for hours, and the others were received
  /// and acknowledged.
  private static LeaseBook passed(int messages, int kept) {
    var book = new LeaseBook(QueueType.STANDARD);
    var proposal = new Proposal(book, CONFIG, new Moment(START, START), Capacity.UNLIMITED);
    for (long sequence = 1; sequence <= messages; sequence++) {
      if (sequence % ROUND == 0) {
        proposal = new Proposal(book, CONFIG, new Moment(START, START), Capacity.UNLIMITED);
      }
      book.arrive(message(sequence));
      book.arrivedUpTo(sequence);
      var next = book.firstReady(Set.of()).orElseThrow();
      proposal.decide(next, next.state().leased(proposal.token(), START, HOURS));
      if (sequence % (messages / kept) != 1) {
        proposal.decide(new Gone(sequence));
      }
    }
    return book;
  }

  private static LeaseBook recovered(LeaseBook book) {
    var again = new LeaseBook(QueueType.STANDARD);
    book.snapshot().forEach(again::apply);
    again.knowTokens(book.tokens());
    return again;
  }

  @Test
  void what_passed_a_leased_message_is_one_range_of_the_snapshot() {
    long begun = System.nanoTime();
    var book = passed(PASSING, 1);
    long passedIn = System.nanoTime() - begun;

    begun = System.nanoTime();
    var snapshot = book.snapshot();
    var again = recovered(book);
    long snapshotIn = System.nanoTime() - begun;

    System.out.printf(
        "%d messages passed in %d ms; snapshot of %d changes written and read in %d us%n",
        PASSING, passedIn / 1_000_000, snapshot.size(), snapshotIn / 1_000);
    assertThat(snapshot).hasSize(3).endsWith(new Gone(2, PASSING));
    assertThat(snapshotIn).isLessThan(Duration.ofSeconds(1).toNanos());
    again.arrive(message(1));
    again.arrive(message(2));
    again.arrive(message(PASSING));
    assertThat(again.find(1)).isPresent();
    assertThat(again.find(2)).isEmpty();
    assertThat(again.find(PASSING)).isEmpty();
    assertThat(again.snapshot()).hasSize(3);
  }

  @Test
  void several_leased_messages_make_as_many_ranges() {
    int kept = 100;
    var book = passed(PASSING / 10, kept);

    var snapshot = book.snapshot();

    assertThat(snapshot.stream().filter(Becomes.class::isInstance)).hasSize(kept);
    assertThat(snapshot.stream().filter(Gone.class::isInstance)).hasSize(kept);
    assertThat(snapshot).hasSize(2 * kept + 1);
    assertThat(recovered(book).snapshot()).containsExactlyInAnyOrderElementsOf(snapshot);
  }
}
