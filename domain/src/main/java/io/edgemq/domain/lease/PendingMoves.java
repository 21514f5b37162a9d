package io.edgemq.domain.lease;

import io.edgemq.domain.GroupId;
import io.edgemq.domain.lease.StateChange.Move;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The messages of a queue that move to another one, and where.
final class PendingMoves {
  private final TreeMap<Long, PendingMove> all = new TreeMap<>();

  /// The message moves there; empty: it does not move.
  void set(MessageEntry message, Optional<Move> move) {
    move.ifPresentOrElse(
        to -> all.put(message.sequence(), new PendingMove(message, to)), () -> remove(message));
  }

  void remove(MessageEntry message) {
    all.remove(message.sequence());
  }

  /// Where the message moves, if it does.
  Optional<Move> find(long sequence) {
    return Optional.ofNullable(all.get(sequence)).map(PendingMove::move);
  }

  /// The same messages, and where they move.
  List<PendingMove> of(List<MessageEntry> messages) {
    return messages.stream().map(message -> all.get(message.sequence())).toList();
  }

  int size() {
    return all.size();
  }

  /// Their groups; those without a group are one.
  Set<Optional<GroupId>> groups() {
    return all.values().stream()
        .map(pending -> Optional.ofNullable(pending.message().group()))
        .collect(Collectors.toSet());
  }
}
