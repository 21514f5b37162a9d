package io.edgemq.domain.lease;

/// A moment by two clocks, in milliseconds.
///
/// @param wall unix time, as the wall clock says: it may be set, and others have one, too
/// @param elapsed since some moment, by a clock that nobody sets and that says nothing elsewhere
public record Moment(long wall, long elapsed) {
  /// When what holds a message of this state is over, in elapsed time: by the wall clock, however
  /// that was set, and not later than its whole span from now on.
  long end(LeaseState state) {
    return elapsed + Math.clamp(state.until() - wall, 0, state.span());
  }
}
