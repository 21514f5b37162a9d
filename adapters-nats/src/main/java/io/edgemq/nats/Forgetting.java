package io.edgemq.nats;

import io.edgemq.domain.lease.MoveSource;
import io.edgemq.domain.lease.Tombstones;
import io.edgemq.ports.out.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/// Finds out for one queue which of its [Tombstones] nobody needs any more, by asking the queues
/// that the messages came from. Where that fails it is asked again later.
final class Forgetting {
  private static final System.Logger LOG = System.getLogger(Forgetting.class.getName());
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final long RARELY_NANOS = 60 * LOOK_NANOS;
  private static final int MOST = 10_000;

  private final Desk desk;
  private final Tombstones tombstones;
  private final Stream messages;
  private final Semaphore free = new Semaphore(1);
  private final Queue<List<Long>> found = new ConcurrentLinkedQueue<>();
  private long lookedAt = System.nanoTime();
  private long pauseNanos = LOOK_NANOS;

  Forgetting(Desk desk, Opening opening) {
    this.desk = desk;
    this.tombstones = opening.book().tombstones();
    this.messages = opening.messages();
  }

  /// Forgets what was found out, and has more found out in the background; called by the clerk,
  /// between two rounds. Looks once a second, and less and less often while nothing comes of it.
  void look() {
    for (var over = found.poll(); over != null; over = found.poll()) {
      tombstones.forget(over);
      pauseNanos = over.isEmpty() ? Math.min(RARELY_NANOS, 2 * pauseNanos) : LOOK_NANOS;
    }
    boolean due = !tombstones.isEmpty() && System.nanoTime() - lookedAt > pauseNanos;
    if (due && free.tryAcquire()) {
      lookedAt = System.nanoTime();
      var some = tombstones.some(MOST);
      var unused = Thread.ofVirtual().name("forget-" + desk.ref()).start(() -> findOut(some));
    }
  }

  private void findOut(SortedMap<Long, MoveSource> some) {
    try {
      var over = desk.mover().over(desk.ref().tenant(), new HashSet<>(some.values()));
      var sequences = those(some, over);
      found.add(sequences.isEmpty() ? removed(some) : sequences);
      desk.nudge();
    } catch (StoreException failed) {
      found.add(List.of());
      LOG.log(
          System.Logger.Level.DEBUG,
          "tombstones are looked at later; queue={0} why={1}",
          desk.ref(),
          String.valueOf(failed));
    } finally {
      free.release();
    }
  }

  /// Those that the server has removed by their age.
  private List<Long> removed(SortedMap<Long, MoveSource> some) {
    return List.copyOf(some.headMap(messages.bounds().first()).keySet());
  }

  private static List<Long> those(Map<Long, MoveSource> some, Set<MoveSource> over) {
    var sequences = new ArrayList<Long>();
    some.forEach(
        (sequence, source) -> {
          if (over.contains(source)) {
            sequences.add(sequence);
          }
        });
    return sequences;
  }
}
