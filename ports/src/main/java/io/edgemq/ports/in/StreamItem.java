package io.edgemq.ports.in;

import java.time.Duration;

/// What a stream carries.
public sealed interface StreamItem {
  /// A message.
  record Event(SharedMessage message) implements StreamItem {}

  /// Messages that the reader was due are no longer kept, or its cursor is from another log; the
  /// stream goes on with the oldest that is kept, or at the end when the cursor was beyond it.
  ///
  /// @param requested the sequence that was due
  record Gap(long requested, long oldest, long newest) implements StreamItem {}

  /// The last item: the stream ends here.
  ///
  /// @param retryAfter after which the reader should come again; it differs from reader to reader
  record Closed(Reason reason, Duration retryAfter) implements StreamItem {}

  /// Why a stream ends.
  enum Reason {
    /// The process goes down; another one, or its successor, will serve.
    SHUTDOWN,
    /// The credential has expired.
    EXPIRED,
    /// The subscription or its topic was removed.
    DELETED,
    /// The store does not answer.
    UNAVAILABLE
  }
}
