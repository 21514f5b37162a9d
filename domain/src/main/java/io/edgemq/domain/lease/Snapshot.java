package io.edgemq.domain.lease;

import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;

/// All the state changes that still matter, in short.
final class Snapshot {
  private Snapshot() {}

  /// The state changes that lead to the state that `messages` are in.
  ///
  /// @param messages those that are in the queue, in order
  /// @param first the first sequence that is in the queue, or has not arrived yet
  /// @param arrived the last sequence up to which all have arrived: what is not there has left
  static List<StateChange> of(
      Collection<MessageEntry> messages, PendingMoves pending, long first, long arrived) {
    var changes = new ArrayList<StateChange>();
    changes.add(new Purged(first - 1));
    long expected = first;
    for (var message : messages) {
      gone(expected, Math.min(message.sequence(), arrived + 1), changes);
      expected = message.sequence() + 1;
      var move = pending.find(message.sequence());
      if (move.isPresent()) {
        changes.add(new Moves(message.sequence(), message.state(), move.get()));
      } else if (!message.isUntouched()) {
        changes.add(new Becomes(message.sequence(), message.state()));
      }
    }
    gone(expected, arrived + 1, changes);
    return changes;
  }

  private static void gone(long from, long to, List<StateChange> changes) {
    LongStream.range(from, to).forEach(sequence -> changes.add(new Gone(sequence)));
  }
}
