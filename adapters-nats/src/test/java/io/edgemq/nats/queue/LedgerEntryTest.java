package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.lease.LeaseState;
import io.edgemq.domain.lease.LeaseState.Status;
import io.edgemq.domain.lease.StateChange;
import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import io.edgemq.nats.queue.LedgerEntry.Kind;
import io.edgemq.nats.queue.LedgerEntry.Mark;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The encoding of ledger entries.
class LedgerEntryTest {
  private static final QueueName DEAD = new QueueName("dead");

  private static LeaseState state(Random random) {
    var statuses = Status.values();
    var status = statuses[random.nextInt(statuses.length)];
    long since = random.nextLong(1L << 45);
    long until = random.nextInt(3) == 0 ? 0 : 1 + random.nextLong(1L << 45);
    long span = until == 0 ? 0 : random.nextLong(1L << 45);
    return new LeaseState(
        status, random.nextInt(1_000), random.nextLong(1L << 60), until, since, span);
  }

  private static StateChange change(Random random) {
    long sequence = random.nextLong(1L << random.nextInt(1, 60));
    var state = state(random);
    var reason = new DeadLetterReason("x".repeat(1 + random.nextInt(DeadLetterReason.MAX_LENGTH)));
    return switch (random.nextInt(5)) {
      case 0 -> new Gone(sequence);
      case 1 -> new Purged(sequence);
      case 2 -> new Moves(sequence, state, new Move.DeadLettered(DEAD, reason));
      case 3 -> new Moves(sequence, state, new Move.Redriven(DEAD));
      default -> new Becomes(sequence, state);
    };
  }

  private static List<StateChange> changes(long seed) {
    var random = new Random(seed);
    return Stream.generate(() -> change(random)).limit(random.nextInt(60)).toList();
  }

  @Property(tries = 500)
  void an_entry_is_read_as_it_was_written(@ForAll long seed) {
    var entry = new LedgerEntry(Kind.SNAPSHOT, new Mark(seed, 3), 17, changes(seed));

    assertThat(LedgerEntry.decode(entry.encode())).isEqualTo(entry);
  }

  @Property(tries = 500)
  void no_change_takes_more_bytes_than_its_declared_maximum(@ForAll long seed) {
    var changes = changes(seed);
    var entry = new LedgerEntry(Kind.CHANGES, new Mark(seed, 3), 17, changes);
    var empty = new LedgerEntry(Kind.CHANGES, new Mark(seed, 3), 17, List.of());
    long most = changes.stream().mapToLong(LedgerEntry::mostBytes).sum();

    assertThat((long) entry.encode().length).isLessThanOrEqualTo(empty.encode().length + most);
  }
}
