package io.edgemq.domain;

/// Which sequences a topic's log holds at one instant: `first` to `last`. An empty log has `first
/// == last + 1`; a new one `(1, 0)`, or `(n + 1, n)` when a former one of its name ended at `n`.
public record LogBounds(long first, long last) {
  public LogBounds {
    if (first < 1 || last < 0 || first > last + 1) {
      throw new IllegalArgumentException("not log bounds: " + first + ".." + last);
    }
  }

  /// Whether a reader whose next message would be `next` has missed messages, or comes from another
  /// log. Such a reader must be told before it goes on.
  public boolean hasGapBefore(long next) {
    return next < first || next > last + 1;
  }

  /// Where such a reader goes on: at the oldest message that is kept, or at the end when it was
  /// beyond the end.
  public long resume(long next) {
    return next < first ? first : Math.min(next, last + 1);
  }
}
