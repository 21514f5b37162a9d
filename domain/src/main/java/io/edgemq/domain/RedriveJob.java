package io.edgemq.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A job that moves dead letters back, and how far it has come. A job survives a restart: it goes
/// on after `cursor`.
///
/// @param source the dead-letter queue
/// @param cursor the last sequence of the source that was looked at; 0 at first
/// @param end the last sequence of the source when the job began: later messages are not moved
/// @param moved messages that left the source
/// @param kept messages that were looked at and stayed: leased ones, and those whose own queue is
///     unknown or gone
/// @param finishedAt null while it runs
/// @param failure why it ended early; null when it did not
public record RedriveJob(
    JobId id,
    QueueRef source,
    RedrivePlan plan,
    long cursor,
    long end,
    long moved,
    long kept,
    Instant createdAt,
    @Nullable Instant finishedAt,
    @Nullable String failure) {

  /// This job after one more step.
  public RedriveJob advanced(long newCursor, long movedNow, long keptNow) {
    return new RedriveJob(
        id,
        source,
        plan,
        newCursor,
        end,
        moved + movedNow,
        kept + keptNow,
        createdAt,
        finishedAt,
        failure);
  }

  /// This job, finished; `why` is null when it did all it could.
  public RedriveJob finished(Instant now, @Nullable String why) {
    return new RedriveJob(id, source, plan, cursor, end, moved, kept, createdAt, now, why);
  }
}
