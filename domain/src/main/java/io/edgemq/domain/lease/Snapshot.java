package io.edgemq.domain.lease;

import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// All the state changes that still matter, in short: as many as there are messages that somebody
/// touched, and ranges of messages that have left between those that have not.
final class Snapshot {
  private Snapshot() {}

  /// Which messages are known.
  ///
  /// @param first the first sequence that is in the queue, or has not arrived yet
  /// @param arrived the last sequence up to which all have arrived: what is not there has left
  record Bounds(long first, long arrived) {}

  /// The state changes that lead to the state that `messages` are in.
  ///
  /// @param messages those that are in the queue, in order
  static List<StateChange> of(
      Collection<MessageEntry> messages, PendingMoves pending, EarlyChanges early, Bounds bounds) {
    var changes = new ArrayList<StateChange>();
    changes.add(new Purged(bounds.first() - 1));
    long arrived = bounds.arrived();
    long expected = bounds.first();
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
    changes.addAll(early.all(bounds.first()));
    return changes;
  }

  private static void gone(long from, long to, List<StateChange> changes) {
    if (from < to) {
      changes.add(new Gone(from, to - 1));
    }
  }
}
