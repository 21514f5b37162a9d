package io.edgemq.nats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/// Finds out for one queue which of its [Traces] nobody needs any more, by asking the queues that
/// the messages came from. Where that fails it is asked again later.
final class Forgetting {
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final int MOST = 10_000;

  private final Desk desk;
  private final Traces traces;
  private final Semaphore free = new Semaphore(1);
  private final Queue<List<Long>> found = new ConcurrentLinkedQueue<>();
  private long lookedAt = System.nanoTime();

  Forgetting(Desk desk, LeaseBook book) {
    this.desk = desk;
    this.traces = book.traces();
  }

  /// Forgets what was found out, and has more found out in the background; called by the clerk,
  /// between two rounds. Looks at most once a second.
  void look() {
    for (var over = found.poll(); over != null; over = found.poll()) {
      traces.forget(over);
    }
    boolean due = !traces.isEmpty() && System.nanoTime() - lookedAt > LOOK_NANOS;
    if (due && free.tryAcquire()) {
      lookedAt = System.nanoTime();
      var some = traces.some(MOST);
      var unused = Thread.ofVirtual().name("forget-" + desk.ref()).start(() -> findOut(some));
    }
  }

  private void findOut(Map<Long, Origin> some) {
    try {
      var over = desk.mover().over(desk.ref().tenant(), new HashSet<>(some.values()));
      found.add(those(some, over));
    } finally {
      free.release();
    }
  }

  private static List<Long> those(Map<Long, Origin> some, Set<Origin> over) {
    var sequences = new ArrayList<Long>();
    some.forEach(
        (sequence, origin) -> {
          if (over.contains(origin)) {
            sequences.add(sequence);
          }
        });
    return sequences;
  }
}
