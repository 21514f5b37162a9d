package io.edgemq.memory;

import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Redriven;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeadLetterStore.Counts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The dead letters of one subscription. A letter either rests, or has a number among those that
/// are tried again.
final class MemoryDeadLetters {
  private static final long RESTING = 0;

  private final TreeMap<Long, Kept> bySequence = new TreeMap<>();
  private final TreeMap<Long, Kept> byNumber = new TreeMap<>();
  private final TreeSet<Kept> byAge =
      new TreeSet<>(Comparator.comparing(Kept::at).thenComparingLong(Kept::sequence));
  private long redrives;
  private long dropped;

  /// @param number among those that are tried again; 0 when it rests
  /// @param at when it became what it is
  private record Kept(DeadLetter letter, long number, Instant at) {
    long sequence() {
      return letter.message().sequence();
    }

    boolean isResting() {
      return number == RESTING;
    }
  }

  /// Keeps what is dead, and removes what was tried again and is not.
  void settle(Collection<DeadLetter> dead, Collection<Long> redriven, Instant now) {
    trim(now);
    var settled = Set.copyOf(redriven);
    dead.forEach(
        letter -> {
          var before = bySequence.get(letter.message().sequence());
          // Otherwise this was saved before, and whoever has it tried again since meant this very
          // letter.
          if (before == null
              || settled.contains(before.number())
              || !before.letter().equals(letter)) {
            put(new Kept(letter, RESTING, now));
          }
        });
    redriven.forEach(
        number -> {
          var kept = byNumber.get(number);
          if (kept != null) {
            remove(kept);
          }
        });
    trim(now);
  }

  private void put(Kept kept) {
    var before = bySequence.get(kept.sequence());
    if (before != null) {
      remove(before);
    }
    bySequence.put(kept.sequence(), kept);
    byAge.add(kept);
    if (!kept.isResting()) {
      byNumber.put(kept.number(), kept);
    }
  }

  private void remove(Kept kept) {
    bySequence.remove(kept.sequence());
    byAge.remove(kept);
    byNumber.remove(kept.number());
  }

  /// Drops what is too old, and the oldest beyond what is kept.
  void trim(Instant now) {
    var horizon = now.minus(DeadLetterStore.KEPT);
    while (byAge.size() > DeadLetterStore.MOST
        || (!byAge.isEmpty() && !byAge.first().at().isAfter(horizon))) {
      remove(byAge.first());
      dropped++;
    }
  }

  /// Those that rest with a sequence beyond `after`.
  List<DeadLetter> list(long after, int limit) {
    return bySequence.tailMap(after, false).values().stream()
        .filter(Kept::isResting)
        .limit(limit)
        .map(Kept::letter)
        .toList();
  }

  Counts counts() {
    return new Counts(bySequence.size() - byNumber.size(), dropped);
  }

  private List<Kept> resting(DeadLetterStore.Selection selection) {
    Collection<Kept> some =
        switch (selection) {
          case DeadLetterStore.All _ -> bySequence.values();
          case DeadLetterStore.Between(long from, long to) when from > to -> List.of();
          case DeadLetterStore.Between(long from, long to) ->
              bySequence.subMap(from, true, to, true).values();
          case DeadLetterStore.Sequences(var sequences) ->
              sequences.stream().sorted().flatMap(each -> find(each).stream()).toList();
        };
    return some.stream().filter(Kept::isResting).toList();
  }

  private List<Kept> find(long sequence) {
    var kept = bySequence.get(sequence);
    return kept == null ? List.of() : List.of(kept);
  }

  /// How many of those that rest `selection` has.
  long count(DeadLetterStore.Selection selection) {
    return resting(selection).size();
  }

  /// Gives those that rest and that `selection` has the next numbers; how many there were.
  long redrive(DeadLetterStore.Selection selection, Instant now) {
    var moved = resting(selection);
    moved.forEach(kept -> put(new Kept(kept.letter(), ++redrives, now)));
    return moved.size();
  }

  /// What is tried again, from number `from` on.
  List<Redriven> redriven(long from, int limit, long maxBytes) {
    var found = new ArrayList<Redriven>();
    long bytes = 0;
    for (var kept : byNumber.tailMap(from, true).values()) {
      if (found.size() == limit || (!found.isEmpty() && bytes >= maxBytes)) {
        break;
      }
      found.add(new Redriven(kept.number(), kept.letter()));
      bytes += kept.letter().message().content().payload().size();
    }
    return List.copyOf(found);
  }
}
