package io.edgemq.domain.lease;

/// Where a message is in its life in a queue: all that the decisions about it add up to.
///
/// @param attempts how often it was handed out
/// @param token the right to settle it; 0: nobody has it
/// @param until when its lease or delay is over, or how long whoever moves it has for that; in unix
///     milliseconds, by the clock of who decided so
/// @param since since when it can be received, or could when it was leased, in unix milliseconds:
///     the message that could for longest has the next turn
/// @param span how long before `until` that was decided, in milliseconds: nobody has to wait for
///     longer, whatever the clocks say; 0 when nothing holds the message
public record LeaseState(
    Status status, int attempts, long token, long until, long since, long span) {
  /// The token of a message that nobody may settle.
  public static final long NO_TOKEN = 0;

  /// What holds a message, if anything does.
  public enum Status {
    /// It can be received, or could if the messages before it in its group were gone.
    READY,
    /// Somebody has it until `until`; from then on it can be received.
    LEASED,
    /// Nobody gets it until `until`.
    DELAYED,
    /// It moves to another queue.
    MOVING
  }

  /// The state of a message that was just sent, and can be received from `visibleAt` on.
  public static LeaseState sent(long storedAt, long visibleAt) {
    return visibleAt <= storedAt
        ? new LeaseState(Status.READY, 0, NO_TOKEN, 0, storedAt, 0)
        : new LeaseState(Status.DELAYED, 0, NO_TOKEN, visibleAt, storedAt, visibleAt - storedAt);
  }

  /// Since when it can be received once `until` has passed.
  long turn() {
    return status == Status.READY ? since : until;
  }

  /// Handed out once more, now.
  public LeaseState leased(long newToken, long now, long leasedUntil) {
    return new LeaseState(
        Status.LEASED, attempts + 1, newToken, leasedUntil, turn(), leasedUntil - now);
  }

  /// Leased from now until another time, as the same attempt and under the same token.
  public LeaseState extended(long now, long leasedUntil) {
    return new LeaseState(Status.LEASED, attempts, token, leasedUntil, since, leasedUntil - now);
  }

  /// Given back, to be received from `visibleAt` on.
  public LeaseState released(long now, long visibleAt) {
    return visibleAt <= now
        ? new LeaseState(Status.READY, attempts, NO_TOKEN, 0, now, 0)
        : new LeaseState(Status.DELAYED, attempts, NO_TOKEN, visibleAt, since, visibleAt - now);
  }

  /// As it was before it was handed out, its turn included.
  public LeaseState takenBack() {
    return new LeaseState(Status.READY, attempts - 1, NO_TOKEN, 0, since, 0);
  }

  /// On its way to another queue; whoever moves it has until `claimedUntil` to do so.
  public LeaseState moving(long now, long claimedUntil) {
    return new LeaseState(
        Status.MOVING, attempts, NO_TOKEN, claimedUntil, since, claimedUntil - now);
  }
}
