package io.edgemq.nats;

/// How a message stands with its queue: the whole of what decisions about it come to.
///
/// @param state where it stands
/// @param attempts how often it was handed out
/// @param token the right to settle it; 0: nobody has it
/// @param until when its lease or delay is over, or until when who moves it may take; in
///     milliseconds
/// @param since since when it can be received, or could when it was leased: who could for longest
///     has the next turn
record Standing(State state, int attempts, long token, long until, long since) {
  /// The token of a message that nobody may settle.
  static final long NO_TOKEN = 0;

  /// Where a message stands.
  enum State {
    /// It can be received, or could if those before it in its group were gone.
    READY,
    /// Somebody has it until `until`, and from then on it can be received.
    LEASED,
    /// Nobody gets it until `until`.
    DELAYED,
    /// It is on its way to another queue.
    MOVING
  }

  /// How a message stands that was just sent, and can be received from `visibleAt` on.
  static Standing sent(long storedAt, long visibleAt) {
    return visibleAt <= storedAt
        ? new Standing(State.READY, 0, NO_TOKEN, 0, storedAt)
        : new Standing(State.DELAYED, 0, NO_TOKEN, visibleAt, storedAt);
  }

  /// Since when it can be received once `until` has passed.
  long turn() {
    return state == State.READY ? since : until;
  }

  /// Handed out once more.
  Standing leased(long newToken, long leasedUntil) {
    return new Standing(State.LEASED, attempts + 1, newToken, leasedUntil, turn());
  }

  /// Kept by who has it.
  Standing extended(long newToken, long leasedUntil) {
    return new Standing(State.LEASED, attempts, newToken, leasedUntil, since);
  }

  /// Given back, to be received from `visibleAt` on.
  Standing released(long now, long visibleAt) {
    return visibleAt <= now
        ? new Standing(State.READY, attempts, NO_TOKEN, 0, now)
        : new Standing(State.DELAYED, attempts, NO_TOKEN, visibleAt, since);
  }

  /// As it was before it was handed out, its turn too.
  Standing takenBack() {
    return new Standing(State.READY, attempts - 1, NO_TOKEN, 0, since);
  }

  /// On its way to another queue; who moves it has until `claimedUntil`.
  Standing moving(long claimedUntil) {
    return new Standing(State.MOVING, attempts, NO_TOKEN, claimedUntil, since);
  }
}
