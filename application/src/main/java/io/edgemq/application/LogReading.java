package io.edgemq.application;

import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.StreamItem;
import java.util.Optional;

/// How a stream that is behind reads the log: all of it or, when its reader is slow and wants the
/// latest only, conflated. For the reader's thread.
final class LogReading {
  private final CatchUp catchUp;
  private final ConflatedReading conflated;
  private final SlowPolicy slow;

  /// @param slow what happens when the reader is slow
  LogReading(CatchUp catchUp, SlowPolicy slow) {
    this.catchUp = catchUp;
    this.conflated = new ConflatedReading(catchUp);
    this.slow = slow;
  }

  private boolean conflates(Taken.Behind behind) {
    return slow == SlowPolicy.LATEST && behind.pace() == Taken.Pace.SLOW;
  }

  /// The gap before a reader that is beyond `end`, as its topic was made anew: what was read of the
  /// former one comes no more.
  Optional<StreamItem.Gap> gapBeyond(long end, Taken.Behind behind) {
    if (behind.cursor() <= end) {
      return Optional.empty();
    }
    var gap = catchUp.beyondTheEnd(behind.cursor());
    gap.ifPresent(_ -> conflated.drop());
    return gap;
  }

  /// Whether the reader may have its feed hand over what there is up to `end`.
  boolean mayJoin(long end, Taken.Behind behind) {
    return !conflates(behind) || conflated.mayJoin(end - behind.cursor());
  }

  /// What comes next for the reader.
  CatchUp.Part read(Taken.Behind behind, SubjectFilter filter, Room room)
      throws InterruptedException {
    return conflates(behind)
        ? conflated.read(behind.cursor(), filter, room)
        : catchUp.read(behind.cursor(), filter, room);
  }

  /// Forgets what is not told yet: the reader is live, waits, goes on elsewhere, or nowhere.
  void drop() {
    conflated.drop();
  }
}
