package io.edgemq.nats.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Who waits at a desk until there is something for them, in the order in which they came. Their
/// waits end here and not in their own threads, so that a wait for nothing costs one wake-up. For
/// the clerk's thread.
final class LongPolls {
  private final Map<PendingCommand<?>, Stay> stays = new LinkedHashMap<>();
  private final NavigableSet<Stay> byEnd =
      new TreeSet<>(
          Comparator.comparingLong(Stay::nanos).thenComparing(Stay::number, Long::compare));
  private final long opened = System.nanoTime();
  private long numbers;

  /// @param nanos when it ends, since the room was opened
  private record Stay(PendingCommand<?> ticket, long nanos, long number) {}

  void add(PendingCommand<?> ticket) {
    var stay = new Stay(ticket, ticket.deadline() - opened, ++numbers);
    stays.put(ticket, stay);
    byEnd.add(stay);
  }

  boolean isEmpty() {
    return stays.isEmpty();
  }

  /// Takes out all whose wait is over at `now`, of [System#nanoTime].
  List<PendingCommand<?>> leaving(long now) {
    var leaving = new ArrayList<PendingCommand<?>>();
    while (!byEnd.isEmpty() && byEnd.first().nanos() <= now - opened) {
      var stay = byEnd.removeFirst();
      stays.remove(stay.ticket());
      leaving.add(stay.ticket());
    }
    return leaving;
  }

  /// How many nanoseconds after `now` the next wait is over; empty when nobody waits.
  OptionalLong nanosToNext(long now) {
    return byEnd.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, byEnd.first().nanos() - (now - opened)));
  }

  /// All, the one who came first at the beginning.
  List<PendingCommand<?>> all() {
    return List.copyOf(stays.keySet());
  }

  /// Goes through all, the one who came first at the beginning, as long as `wantsMore`; takes out
  /// those that `isDoneWith` is true of.
  void visit(BooleanSupplier wantsMore, Predicate<PendingCommand<?>> isDoneWith) {
    for (var each = stays.values().iterator(); each.hasNext() && wantsMore.getAsBoolean(); ) {
      var stay = each.next();
      if (isDoneWith.test(stay.ticket())) {
        each.remove();
        byEnd.remove(stay);
      }
    }
  }
}
