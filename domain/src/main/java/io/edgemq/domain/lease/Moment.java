package io.edgemq.domain.lease;

/// A moment by two clocks, in milliseconds.
///
/// @param wall unix time, as the wall clock says: it may be set, and others have one, too
/// @param elapsed since some moment, by a clock that nobody sets and that says nothing elsewhere
public record Moment(long wall, long elapsed) {
  /// When something ends here that ends at `until` of a wall clock and lasts for `span`: in elapsed
  /// time. By the wall clock, however that was set, and not later than its whole span from now on.
  long end(long until, long span) {
    return elapsed + Math.clamp(until - wall, 0, span);
  }
}
