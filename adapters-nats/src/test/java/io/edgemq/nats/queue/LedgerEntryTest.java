package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.StoreException;
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
import io.edgemq.nats.queue.LedgerEntry.Place;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
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
    return switch (random.nextInt(6)) {
      case 0 -> new Gone(sequence);
      case 1 -> new Purged(sequence);
      case 2 -> new Moves(sequence, state, new Move.DeadLettered(DEAD, reason));
      case 3 -> new Moves(sequence, state, new Move.Redriven(DEAD));
      case 4 -> new Gone(sequence, sequence + random.nextLong(1L << random.nextInt(1, 60)));
      default -> new Becomes(sequence, state);
    };
  }

  private static List<StateChange> changes(long seed) {
    var random = new Random(seed);
    return Stream.generate(() -> change(random)).limit(random.nextInt(60)).toList();
  }

  @Property(tries = 500)
  void an_entry_is_read_as_it_was_written(@ForAll long seed) {
    var entry =
        new LedgerEntry(
            Kind.SNAPSHOT, new Place(new Mark(seed, 3), new Chain(seed)), 17, changes(seed));

    assertThat(LedgerEntry.decode(entry.encode())).isEqualTo(entry);
  }

  @Property(tries = 500)
  void no_change_takes_more_bytes_than_its_declared_maximum(@ForAll long seed) {
    var changes = changes(seed);
    var entry =
        new LedgerEntry(Kind.CHANGES, new Place(new Mark(seed, 3), new Chain(seed)), 17, changes);
    var empty =
        new LedgerEntry(Kind.CHANGES, new Place(new Mark(seed, 3), new Chain(seed)), 17, List.of());
    long most = changes.stream().mapToLong(LedgerEntry::mostBytes).sum();

    assertThat((long) entry.encode().length).isLessThanOrEqualTo(empty.encode().length + most);
  }

  @Example
  void messages_that_left_in_a_row_take_the_room_of_one() {
    var range = entry(List.of(new Gone(2, 20_000_000)));
    var one = entry(List.of(new Gone(2)));

    assertThat(range.encode().length).isLessThanOrEqualTo(one.encode().length + 4);
  }

  /// `Purged(3)`, `Gone(5)`, and a lease of message 6, as version 1 wrote them.
  @Example
  void an_entry_of_version_1_is_read() {
    var bytes =
        HexFormat.of().parseHex("0101" + "0000000000000007" + "0000000000000009" + "2a" + "03");
    var changes =
        HexFormat.of().parseHex("0206" + "0104" + "0002" + "01" + "01" + "2a" + "c801" + "15");

    var entry = LedgerEntry.decode(joined(bytes, changes));

    assertThat(entry)
        .isEqualTo(
            new LedgerEntry(
                Kind.SNAPSHOT,
                new Place(new Mark(7, 9), Chain.UNKNOWN),
                42,
                List.of(
                    new Purged(3),
                    new Gone(5),
                    new Becomes(6, new LeaseState(Status.LEASED, 1, 42, 110, 100, 10)))));
  }

  private static byte[] joined(byte[] one, byte[] other) {
    var both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static LedgerEntry entry(List<StateChange> changes) {
    return new LedgerEntry(Kind.CHANGES, new Place(new Mark(1, 1), Chain.BEGINNING), 17, changes);
  }

  @Property(tries = 500)
  void bytes_that_no_adapter_wrote_are_an_entry_that_changes_nothing(@ForAll byte[] bytes) {
    Assume.that(bytes.length == 0 || bytes[0] < 1 || bytes[0] > 15);

    var entry = LedgerEntry.decode(bytes);

    assertThat(entry.kind()).isEqualTo(Kind.FOREIGN);
    assertThat(entry.changes()).isEmpty();
    assertThat(entry).isEqualTo(LedgerEntry.decode(bytes.clone()));
  }

  @Property(tries = 200)
  void a_cut_entry_is_an_entry_that_changes_nothing(@ForAll long seed) {
    var whole = entry(List.of(new Gone(1), new Purged(Math.abs(seed % 100)))).encode();

    var entry = LedgerEntry.decode(Arrays.copyOf(whole, whole.length - 1));

    assertThat(entry.kind()).isEqualTo(Kind.FOREIGN);
  }

  @Example
  void an_entry_of_a_later_version_is_not_passed_over() {
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> LedgerEntry.decode(new byte[] {3, 0, 0}))
        .withMessageContaining("a later version of EdgeMQ");
  }
}
