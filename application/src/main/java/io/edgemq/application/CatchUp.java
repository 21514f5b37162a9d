package io.edgemq.application;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.TopicLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads the log for one stream that is behind, in small pages and as far as there is room. How
/// large a page is, is known when it is read: so only a few are read at the same moment, and what
/// finds no room is dropped and read again when there is some. For the reader's thread.
final class CatchUp {
  /// How many streams of a process read at the same moment.
  static final int READERS = 8;

  /// A wait ends after this time, so that its reader sees what others want of it.
  private static final Duration LOOK = Duration.ofMillis(250);

  private static final int PAGE_MESSAGES = 100;
  private static final long PAGE_BYTES = 1 << 16;

  private final TopicLog log;
  private final TopicRef topic;
  private final Semaphore readers;
  private long missing;
  private @Nullable Long waitsSince;

  /// @param readers bounds how many read at the same moment
  CatchUp(TopicLog log, TopicRef topic, Semaphore readers) {
    this.log = log;
    this.topic = topic;
    this.readers = readers;
  }

  /// What came of [#read].
  sealed interface Part {}

  /// What comes before `next`: messages, which are held, after a gap if there is one.
  ///
  /// @param last the last sequence in the log when it was read
  record Page(List<StreamItem> items, Held held, long next, long last) implements Part {}

  /// There was no room yet, or others were reading.
  record Waiting() implements Part {}

  /// There was no room for too long.
  record Overdue() implements Part {}

  /// There is no such topic.
  record Gone() implements Part {}

  /// The messages from `next` on that `filter` accepts, behind the gap if some are gone. Waits for
  /// a moment when it must.
  Part read(long next, SubjectFilter filter, Room room) throws InterruptedException {
    if (missing > 0 && !room.take(missing, LOOK)) {
      return waiting(room);
    }
    boolean reads = false;
    long reserved = missing;
    try {
      reads = readers.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS);
      if (!reads) {
        return new Waiting();
      }
      var result = log.read(topic, new TopicLog.Query(next, filter, PAGE_MESSAGES, PAGE_BYTES));
      room.give(reserved); // what was read takes its place
      reserved = 0;
      return switch (result) {
        case TopicLog.NoSuchTopic _ -> new Gone();
        case TopicLog.Page page -> hold(next, page, room);
      };
    } finally {
      room.give(reserved);
      if (reads) {
        readers.release();
      }
    }
  }

  /// The gap before a reader that is beyond the end of the log: the topic was deleted and created
  /// again. It goes on at the end of the new log.
  Optional<StreamItem.Gap> beyondTheEnd(long next) {
    return log.bounds(topic)
        .filter(bounds -> next > bounds.last() + 1)
        .map(bounds -> new StreamItem.Gap(next, bounds.first(), bounds.last()));
  }

  /// As much of a page as there is room for.
  private Part hold(long due, TopicLog.Page page, Room room) {
    var items = new ArrayList<StreamItem>(page.messages().size() + 1);
    if (page.bounds().hasGapBefore(due)) {
      items.add(new StreamItem.Gap(due, page.bounds().first(), page.bounds().last()));
    }
    var held = new Held();
    long next = page.next();
    for (var each : page.messages()) {
      var message = new SharedMessage(each);
      if (!held.add(message, room)) {
        if (held.bytes() == 0) {
          missing = room.cost(message.size());
          return waiting(room);
        }
        next = each.sequence();
        break;
      }
      items.add(new StreamItem.Event(message));
    }
    missing = 0;
    waitsSince = null;
    return new Page(items, held, next, page.bounds().last());
  }

  private Part waiting(Room room) {
    long now = System.nanoTime();
    waitsSince = waitsSince == null ? Long.valueOf(now) : waitsSince;
    return now - waitsSince < room.patience().toNanos() ? new Waiting() : new Overdue();
  }
}
