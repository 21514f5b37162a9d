package io.edgemq.nats.topic;

import io.edgemq.jetstream.Entry;
import java.time.Duration;

/// How far the time of a message may be ahead of the servers' time. One that is further ahead
/// counts as if it were exactly as far. What a reader sees depends on the stored message alone, so
/// it is the same at every adapter, and times that never go back still do not (ADR 0027).
///
/// @param millis the limit, at least 0
public record StampLimit(long millis) {
  /// The largest difference between clocks that counts as none. Machines that run NTP agree within
  /// milliseconds, and a busy one within a second, so that more is a fault. It is also the most by
  /// which one wrong clock can move the times of a topic, so it is not larger than it must be.
  public static final Duration TOLERANCE = Duration.ofSeconds(5);

  /// [#TOLERANCE].
  public static final StampLimit TOLERATED = new StampLimit(TOLERANCE.toMillis());

  /// None, for clocks that have nothing to do with the servers'.
  public static final StampLimit NONE = new StampLimit(Long.MAX_VALUE);

  public StampLimit {
    if (millis < 0) {
      throw new IllegalArgumentException("a limit of " + millis);
    }
  }

  /// The time that the storing adapter gave the message, within the limit, in epoch milliseconds; 0
  /// when no adapter wrote it.
  long stamp(Entry entry) {
    long written = TopicFormat.written(entry);
    return entry.storedAt() == 0 ? written : within(written, entry.storedAt());
  }

  /// As [#stamp], but the time at which the server stored it when no adapter wrote it.
  long time(Entry entry) {
    long stamp = stamp(entry);
    return stamp == 0 ? entry.storedAt() : stamp;
  }

  /// The time for a message that is stored at `now`, in a topic whose newest time is `newest`:
  /// never before that one, as far as the limit allows.
  long next(long newest, long now) {
    return Math.max(now, within(newest, now));
  }

  private long within(long time, long servers) {
    return time - servers > millis ? servers + millis : time;
  }
}
