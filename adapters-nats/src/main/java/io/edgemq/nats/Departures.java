package io.edgemq.nats;

import io.edgemq.domain.GroupId;
import io.edgemq.nats.Ruling.Move;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The letters of a queue that move away, and where. For one thread.
final class Departures {
  private final TreeMap<Long, OnItsWay> all = new TreeMap<>();

  /// A letter that moves away, and where.
  record OnItsWay(Letter letter, Move move) {}

  /// The letter moves there; empty: it does not move.
  void set(Letter letter, Optional<Move> move) {
    move.ifPresentOrElse(
        to -> all.put(letter.sequence, new OnItsWay(letter, to)), () -> remove(letter));
  }

  void remove(Letter letter) {
    all.remove(letter.sequence);
  }

  /// Where the letter moves, if it does.
  Optional<Move> find(long sequence) {
    return Optional.ofNullable(all.get(sequence)).map(OnItsWay::move);
  }

  /// The same letters, and where they move.
  List<OnItsWay> of(List<Letter> letters) {
    return letters.stream().map(letter -> all.get(letter.sequence)).toList();
  }

  int size() {
    return all.size();
  }

  /// The groups that they are of; those without a group are one.
  Set<Optional<GroupId>> groups() {
    return all.values().stream()
        .map(leaving -> Optional.ofNullable(leaving.letter().group))
        .collect(Collectors.toSet());
  }
}
