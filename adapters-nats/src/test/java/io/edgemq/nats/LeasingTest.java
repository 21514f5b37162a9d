package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.TenantId;
import io.edgemq.nats.Leasing.Wanted;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.Optional;
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

  /// A book of exhausted messages of `size` bytes each, of which a receiver wants one.
  private static Leasing.Leased lease(int count, int size) {
    var book = new LeaseBook(QueueType.STANDARD);
    for (long sequence = 1; sequence <= count; sequence++) {
      var letter = new Letter(sequence, START, START, null, size);
      letter.standing = letter.standing.leased(sequence, START).released(START, 0);
      book.arrive(letter);
      book.arrivedUpTo(sequence);
    }
    var dead = new Existing<>(new Queue(DEAD, STANDARD, TestTime.START), 1);
    var targets = new Targets(new TenantId("acme"), _ -> Optional.of(dead), Duration.ofSeconds(30));
    var wanted = new Wanted(1, 4 << 20, Duration.ofSeconds(30), Set.of());
    var plan = new Plan(book, CONFIG, START + 1);
    return new Leasing(7, wanted, targets).perform(plan).orElseThrow();
  }

  @Test
  void no_more_messages_are_moved_away_at_once_than_fit_into_one_entry() {
    var leased = lease(100_000, 1);

    assertThat(leased.held()).isEmpty();
    assertThat(leased.moves()).hasSizeBetween(1_000, 10_000);
  }

  @Test
  void no_more_bytes_are_moved_away_at_once_than_a_receive_may_have() {
    var leased = lease(100, 1 << 20);

    assertThat(leased.held()).isEmpty();
    assertThat(leased.moves()).hasSize(4);
  }
}
