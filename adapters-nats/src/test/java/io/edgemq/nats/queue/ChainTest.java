package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.nats.queue.LedgerEntry.Kind;
import io.edgemq.nats.queue.LedgerEntry.Mark;
import io.edgemq.nats.queue.LedgerEntry.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Who has read other entries than the servers have learns it from the next entry.
class ChainTest {
  private static LedgerEntry entry(Kind kind, long number, Chain after) {
    return new LedgerEntry(kind, new Place(new Mark(number % 3, number), after), 0, List.of());
  }

  /// Some entries after `chain`, each of a writer that had read all before.
  private static List<LedgerEntry> entries(Random random, Chain chain, int count) {
    var entries = new ArrayList<LedgerEntry>();
    var after = chain;
    for (int i = 0; i < count; i++) {
      var kind = random.nextInt(5) == 0 ? Kind.SNAPSHOT : Kind.CHANGES;
      var next =
          random.nextInt(6) == 0
              ? entry(Kind.TURN, random.nextLong(1L << 60), Chain.UNKNOWN)
              : entry(kind, random.nextLong(1L << 60), after);
      entries.add(next);
      after = after.then(next);
    }
    return entries;
  }

  /// The chain of who has read `entries`, each of which fits.
  private static Chain read(Chain begin, List<LedgerEntry> entries) {
    var chain = begin;
    for (var entry : entries) {
      assertThat(chain.precedes(entry)).isTrue();
      chain = chain.then(entry);
    }
    return chain;
  }

  @Property(tries = 300)
  void entries_that_follow_one_another_fit_for_every_reader(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int count) {
    var entries = entries(new Random(seed), Chain.BEGINNING, count);

    var whole = read(Chain.BEGINNING, entries);
    var late = read(Chain.UNKNOWN, entries.subList(count / 2, count));

    assertThat(late).isIn(whole, Chain.UNKNOWN);
  }

  @Property(tries = 300)
  void who_read_entries_that_were_lost_is_told_by_the_next_one(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int count) {
    var random = new Random(seed);
    var kept = read(Chain.BEGINNING, entries(random, Chain.BEGINNING, count));
    var one = entry(Kind.CHANGES, random.nextLong(1L << 60), kept);
    var other = entry(Kind.CHANGES, random.nextLong(1L << 60), kept);
    var next = entry(Kind.CHANGES, random.nextLong(1L << 60), kept.then(other));

    assertThat(kept.then(other).precedes(next)).isTrue();
    assertThat(kept.then(one).precedes(next)).isFalse();
    assertThat(kept.precedes(next)).isFalse();
  }

  /// The lost entry is not the last one that was read, and the end is as long as before.
  @Property(tries = 300)
  void later_entries_do_not_hide_what_was_lost(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int count) {
    var random = new Random(seed);
    var lost = entry(Kind.CHANGES, random.nextLong(1L << 60), Chain.BEGINNING);
    var instead = entry(Kind.CHANGES, random.nextLong(1L << 60), Chain.BEGINNING);
    var mistaken = Chain.BEGINNING.then(lost);
    var right = Chain.BEGINNING.then(instead);
    for (int i = 0; i < count; i++) {
      var unconditional = entry(Kind.TURN, random.nextLong(1L << 60), Chain.UNKNOWN);
      mistaken = mistaken.then(unconditional);
      right = right.then(unconditional);
    }

    var next = entry(Kind.CHANGES, random.nextLong(1L << 60), right);

    assertThat(mistaken.precedes(next)).isFalse();
  }

  @Example
  void an_earlier_versions_ledger_fits_and_is_chained_from_its_next_snapshot_on() {
    var old = entry(Kind.CHANGES, 1, Chain.UNKNOWN);
    var snapshot = entry(Kind.SNAPSHOT, 2, Chain.UNKNOWN);

    var middle = read(Chain.UNKNOWN, List.of(old));
    var whole = read(Chain.BEGINNING, List.of(old));

    assertThat(middle).isEqualTo(Chain.UNKNOWN);
    assertThat(middle.then(snapshot)).isEqualTo(whole.then(snapshot)).isNotEqualTo(Chain.UNKNOWN);
  }
}
