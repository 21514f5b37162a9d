package io.edgemq.application;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.Room;
import org.jspecify.annotations.Nullable;

/// Reads the log for a stream whose reader is slow and wants the latest only: what it could not
/// take comes as the newest message of each subject. For the reader's thread.
final class ConflatedReading {
  private static final long NOWHERE = -1;

  private final CatchUp catchUp;
  private @Nullable Conflation part;
  private long conflatedTo = NOWHERE;

  ConflatedReading(CatchUp catchUp) {
    this.catchUp = catchUp;
  }

  /// Whether everything before `next` came conflated, and what came since up to `end` would fit
  /// into a mailbox.
  boolean hasReached(long next, long end) {
    return next == conflatedTo && end - next <= Mailbox.CAPACITY;
  }

  /// What there is of the log from `next` on, conflated. [CatchUp.Waiting] until it is read: then
  /// the caller asks again with the same `next`.
  CatchUp.Part read(long next, SubjectFilter filter, Room room) throws InterruptedException {
    var current = part == null ? new Conflation(next) : part;
    part = current;
    return switch (catchUp.read(current.next(), filter, room)) {
      case CatchUp.Page page -> current.add(page, room) ? new CatchUp.Waiting() : end(current);
      case CatchUp.Gone gone -> gone;
      case CatchUp.Waiting waiting -> current.isEmpty() ? waiting : end(current);
      case CatchUp.Overdue overdue -> current.isEmpty() ? overdue : end(current);
    };
  }

  private CatchUp.Page end(Conflation current) {
    part = null;
    conflatedTo = current.next();
    return new CatchUp.Page(current.items(), current.held(), current.next(), current.end());
  }

  /// Forgets what is not told yet: the reader goes on elsewhere, or nowhere.
  void drop() {
    if (part != null) {
      part.held().release();
      part = null;
    }
    conflatedTo = NOWHERE;
  }
}
