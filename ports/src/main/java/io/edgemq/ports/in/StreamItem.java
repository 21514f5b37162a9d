package io.edgemq.ports.in;

import io.edgemq.domain.kv.KvEntry;
import java.time.Duration;

/// An item of a stream.
public sealed interface StreamItem {
  /// A message.
  record Event(SharedMessage message) implements StreamItem {}

  /// An entry of a bucket that is watched.
  record Written(KvEntry entry) implements StreamItem {}

  /// Messages that were due are no longer kept, or the cursor is from another log. The stream goes
  /// on with the oldest message that is kept, or at the end when the cursor was beyond it.
  ///
  /// @param requested the sequence that was due
  record Gap(long requested, long oldest, long newest) implements StreamItem {
    /// The sequence before the one with which the stream goes on.
    public long lastBefore() {
      return requested < oldest ? oldest - 1 : newest;
    }
  }

  /// Messages were left out, because the reader takes less than comes ([SlowPolicy#LATEST]). What
  /// follows is the newest of each subject among those that it could not take.
  ///
  /// @param count how many wanted messages are left out
  /// @param from the sequence of the first one that is left out
  /// @param to the sequence of the last one that is left out
  record Skipped(long count, long from, long to) implements StreamItem {}

  /// Every wanted message up to this sequence has come; the last ones were not wanted. Told when
  /// nothing else is, so that a reader that comes back does not ask for what it has passed.
  record Passed(long sequence) implements StreamItem {}

  /// The last item of the stream.
  ///
  /// @param retryAfter how long the reader should wait before it connects again; it differs between
  ///     readers
  record Closed(Reason reason, Duration retryAfter) implements StreamItem {}

  /// Why a stream ends.
  enum Reason {
    /// The process shuts down; another one will serve.
    SHUTDOWN,
    /// The credential has expired.
    EXPIRED,
    /// The key was revoked.
    REVOKED,
    /// The tenant is suspended.
    SUSPENDED,
    /// The subscription, its topic or the bucket was deleted.
    DELETED,
    /// The store does not answer.
    UNAVAILABLE,
    /// There was no room in memory for what comes next, for too long.
    OVERLOADED,
    /// The reader takes less than comes, and wanted to be told ([SlowPolicy#DISCONNECT]).
    TOO_SLOW
  }
}
