package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.LeaseMessages.Wanted;
import io.edgemq.domain.lease.LeaseState;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.domain.lease.Moment;
import io.edgemq.domain.lease.MoveTargets;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.domain.lease.StateChange.Becomes;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeasingTest {
  private static final long START = 1_000_000;
  private static final QueueName DEAD = new QueueName("dead");
  private static final QueueConfig STANDARD = QueueConfig.standard(1_000);
  private static final QueueConfig CONFIG =
      new QueueConfig(
          STANDARD.type(),
          STANDARD.visibilityTimeout(),
          STANDARD.retention(),
          STANDARD.delay(),
          STANDARD.maxMessageBytes(),
          STANDARD.dedupWindow(),
          new DeadLetterPolicy(DEAD, 1),
          STANDARD.placement());

  /// A book of exhausted messages, of which a receiver wants one.
  private static Leasing.Leased lease(int count) {
    var book = new LeaseBook(QueueType.STANDARD);
    for (long sequence = 1; sequence <= count; sequence++) {
      var sent = LeaseState.sent(START, START);
      book.apply(new Becomes(sequence, sent.leased(sequence, START, START).released(START, 0)));
      book.arrive(new MessageEntry(sequence, START, START, null, 1));
      book.arrivedUpTo(sequence);
    }
    var targets = new MoveTargets(DEAD::equals, Duration.ofSeconds(30));
    var wanted = new Wanted(1, 4 << 20, Duration.ofSeconds(30), Set.of());
    var proposal =
        new Proposal(book, CONFIG, new Moment(START + 1, START + 1), LedgerEntry.CAPACITY);
    return new Leasing(7, wanted, targets).perform(proposal).orElseThrow();
  }

  @Test
  void no_more_messages_are_moved_away_at_once_than_fit_into_one_entry() {
    var leased = lease(100_000);

    assertThat(leased.held()).isEmpty();
    assertThat(leased.moves()).hasSizeBetween(1_000, 10_000);
  }
}
