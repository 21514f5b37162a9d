package io.edgemq.application;

import io.edgemq.domain.Subject;
import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The newest message of each subject in a part of the log, and what is left out of it. The part
/// ends at the end that the log had when it began, before a gap, or when the messages fill a
/// mailbox. For the reader's thread.
final class Conflation {
  private final Map<Subject, StreamItem.Event> newest = new LinkedHashMap<>();
  private final Set<SharedMessage> counted = new HashSet<>();
  private StreamItem.@Nullable Gap gap;
  private long next;
  private long end = Long.MAX_VALUE;
  private long bytes;
  private long uncounted;
  private long leftOut;
  private long firstLeftOut = Long.MAX_VALUE;
  private long lastLeftOut;

  /// Nothing yet, of a part that begins with the sequence `next`.
  Conflation(long next) {
    this.next = next;
  }

  /// Takes in what was read at [#next]. Answers whether the part goes on.
  boolean add(CatchUp.Page page, Room room) {
    try {
      end = Math.min(end, page.last());
      for (var item : page.items()) {
        if (!add(item, room)) {
          return false;
        }
      }
      next = page.next();
      return next <= end;
    } finally {
      page.held().release();
    }
  }

  private boolean add(StreamItem item, Room room) {
    return switch (item) {
      case StreamItem.Gap told -> begins(told);
      case StreamItem.Event event -> add(event, room);
      case StreamItem.Written _, StreamItem.Skipped _, StreamItem.Passed _, StreamItem.Closed _ ->
          throw new IllegalStateException("not read from a log: " + item);
    };
  }

  private boolean begins(StreamItem.Gap told) {
    if (!isEmpty()) {
      return false;
    }
    gap = told;
    next = told.lastBefore() + 1;
    return true;
  }

  private boolean add(StreamItem.Event event, Room room) {
    var subject = event.message().message().subject();
    var former = newest.get(subject);
    if (!fits(event.message(), former, room)) {
      next = sequence(event);
      return false;
    }
    if (former != null) {
      leaveOut(former);
    }
    // At the end of the map: so its order is that of the sequences.
    newest.remove(subject);
    newest.put(subject, event);
    return true;
  }

  /// Whether there is room for a message in the place of its `former`; if so, it is taken.
  private boolean fits(SharedMessage message, StreamItem.@Nullable Event former, Room room) {
    long size = message.size();
    long others = bytes - (former == null ? 0 : former.message().size());
    if (others > 0 && others + size > Mail.MOST_BYTES) {
      return false;
    }
    boolean wasCounted = former != null && counted.contains(former.message());
    long free = uncounted - (former == null || wasCounted ? 0 : former.message().size());
    if (free + size <= Held.FREE) {
      uncounted = free + size;
    } else if (message.hold(room)) {
      counted.add(message);
      uncounted = free;
    } else {
      return false;
    }
    bytes = others + size;
    return true;
  }

  private void leaveOut(StreamItem.Event former) {
    leftOut++;
    firstLeftOut = Math.min(firstLeftOut, sequence(former));
    lastLeftOut = Math.max(lastLeftOut, sequence(former));
    if (counted.remove(former.message())) {
      former.message().release();
    }
  }

  private static long sequence(StreamItem.Event event) {
    return event.message().message().sequence();
  }

  /// Whether there is nothing to tell yet.
  boolean isEmpty() {
    return newest.isEmpty() && gap == null;
  }

  /// Where the part goes on; at its end, where the next one begins.
  long next() {
    return next;
  }

  /// What the reader is told of it, in order.
  List<StreamItem> items() {
    var items = new ArrayList<StreamItem>(newest.size() + 2);
    if (gap != null) {
      items.add(gap);
    }
    if (leftOut > 0) {
      items.add(new StreamItem.Skipped(leftOut, firstLeftOut, lastLeftOut));
    }
    items.addAll(newest.values());
    return items;
  }

  /// What has to be released when the items are written.
  Held held() {
    var held = new Held();
    counted.forEach(held::takeOver);
    return held;
  }

  /// The last sequence that the log had, as far as that matters.
  long end() {
    return end;
  }
}
