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

/// Commands that wait at a replica until there is something for them, oldest first. Their waits end
/// here and not in the callers' threads, so that an empty wait costs one wake-up. For the loop's
/// thread.
final class LongPolls {
  private final Map<PendingCommand<?>, Wait> waits = new LinkedHashMap<>();
  private final NavigableSet<Wait> byEnd =
      new TreeSet<>(
          Comparator.comparingLong(Wait::nanos).thenComparing(Wait::number, Long::compare));
  private final long origin = System.nanoTime();
  private long numbers;

  /// @param nanos when the wait ends, in nanoseconds after `origin`
  private record Wait(PendingCommand<?> pending, long nanos, long number) {}

  void add(PendingCommand<?> pending) {
    var wait = new Wait(pending, pending.deadline() - origin, ++numbers);
    waits.put(pending, wait);
    byEnd.add(wait);
  }

  boolean isEmpty() {
    return waits.isEmpty();
  }

  /// Removes and returns all commands whose wait is over at `now`, in terms of [System#nanoTime].
  List<PendingCommand<?>> leaving(long now) {
    var leaving = new ArrayList<PendingCommand<?>>();
    while (!byEnd.isEmpty() && byEnd.first().nanos() <= now - origin) {
      var wait = byEnd.removeFirst();
      waits.remove(wait.pending());
      leaving.add(wait.pending());
    }
    return leaving;
  }

  /// The nanoseconds from `now` until the next wait is over; empty when no command waits.
  OptionalLong nanosToNext(long now) {
    return byEnd.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, byEnd.first().nanos() - (now - origin)));
  }

  /// All waiting commands, oldest first.
  List<PendingCommand<?>> all() {
    return List.copyOf(waits.keySet());
  }

  /// Goes through the commands, oldest first, while `wantsMore`; removes those for which
  /// `isDoneWith` is true.
  void removeWhile(BooleanSupplier wantsMore, Predicate<PendingCommand<?>> isDoneWith) {
    for (var each = waits.values().iterator(); each.hasNext() && wantsMore.getAsBoolean(); ) {
      var wait = each.next();
      if (isDoneWith.test(wait.pending())) {
        each.remove();
        byEnd.remove(wait);
      }
    }
  }
}
