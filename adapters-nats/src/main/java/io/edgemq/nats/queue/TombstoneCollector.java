package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.MoveSource;
import io.edgemq.domain.lease.Tombstones;
import io.edgemq.jetstream.StreamClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/// Removes the [Tombstones] of one queue that are no longer needed, which it learns by asking the
/// queues that the messages came from. After a failure they are asked again later.
final class TombstoneCollector {
  private static final System.Logger LOG = System.getLogger(TombstoneCollector.class.getName());
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final long RARELY_NANOS = 60 * LOOK_NANOS;
  private static final int MOST = 10_000;

  private final QueueReplica replica;
  private final Tombstones tombstones;
  private final StreamClient messages;
  private final Semaphore free = new Semaphore(1);
  private final Queue<List<Long>> found = new ConcurrentLinkedQueue<>();
  private long lookedAt = System.nanoTime();
  private long pauseNanos = LOOK_NANOS;

  TombstoneCollector(QueueReplica replica, QueueRecovery recovery) {
    this.replica = replica;
    this.tombstones = recovery.book().tombstones();
    this.messages = recovery.messages();
  }

  /// Removes the tombstones that were found, and searches for more in the background. Called by the
  /// replica's loop between two rounds. Looks once a second, and less and less often while nothing
  /// is found.
  void runIfDue() {
    for (var over = found.poll(); over != null; over = found.poll()) {
      tombstones.forget(over);
      pauseNanos = over.isEmpty() ? Math.min(RARELY_NANOS, 2 * pauseNanos) : LOOK_NANOS;
    }
    boolean due = !tombstones.isEmpty() && System.nanoTime() - lookedAt > pauseNanos;
    if (due && free.tryAcquire()) {
      lookedAt = System.nanoTime();
      var some = tombstones.some(MOST);
      var unused =
          Thread.ofVirtual().name("tombstones-" + replica.ref()).start(() -> findOut(some));
    }
  }

  private void findOut(SortedMap<Long, MoveSource> some) {
    try {
      var over = replica.mover().over(replica.ref().tenant(), new HashSet<>(some.values()));
      var sequences = those(some, over);
      found.add(sequences.isEmpty() ? removed(some) : sequences);
      replica.nudge();
    } catch (StoreException failed) {
      found.add(List.of());
      LOG.log(
          System.Logger.Level.DEBUG,
          "tombstones are checked later; queue={0} why={1}",
          replica.ref(),
          String.valueOf(failed));
    } finally {
      free.release();
    }
  }

  /// The messages that the server has removed because of their age.
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
