package io.edgemq.application;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.Room;
import org.jspecify.annotations.Nullable;

/// Reads the log for a stream whose reader is slow and wants the latest only: what it could not
/// take comes as the newest message of each subject. For the reader's thread.
final class ConflatedReading {
  private final CatchUp catchUp;
  private @Nullable Conflation part;
  private boolean reachedEnd;
  private long lag = Long.MAX_VALUE;

  ConflatedReading(CatchUp catchUp) {
    this.catchUp = catchUp;
  }

  /// Whether the reader may join its feed, which is `now` messages ahead of it. It may when what
  /// there was up to the log's end came conflated, and on from there for as long as it gains on the
  /// feed: so it goes live again however many messages came while the log was read.
  boolean mayJoin(long now) {
    boolean gains = reachedEnd && now < lag;
    lag = now;
    return gains;
  }

  /// What there is of the log from `next` on, conflated. [CatchUp.Waiting] until it is read: then
  /// the caller asks again with the same `next`.
  CatchUp.Part read(long next, SubjectFilter filter, Room room) throws InterruptedException {
    var current = part == null ? new Conflation(next) : part;
    part = current;
    reachedEnd = false;
    return switch (catchUp.read(current.next(), filter, room)) {
      case CatchUp.Page page -> current.add(page, room) ? new CatchUp.Waiting() : end(current);
      case CatchUp.Gone gone -> gone;
      case CatchUp.Waiting waiting -> current.isEmpty() ? waiting : end(current);
      case CatchUp.Overdue overdue -> current.isEmpty() ? overdue : end(current);
    };
  }

  private CatchUp.Page end(Conflation current) {
    part = null;
    reachedEnd = current.next() > current.end();
    lag = Long.MAX_VALUE;
    return new CatchUp.Page(current.items(), current.held(), current.next(), current.end());
  }

  /// Forgets what is not told yet, and that anything was.
  void drop() {
    if (part != null) {
      part.held().release();
      part = null;
    }
    reachedEnd = false;
  }
}
