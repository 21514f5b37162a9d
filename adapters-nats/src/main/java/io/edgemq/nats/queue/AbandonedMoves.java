package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.nats.queue.QueueReplica.MessageFound;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Finishes the abandoned moves of one queue: moves whose adapter has died or cannot reach the
/// cluster. Any adapter may do this, and several may do it at once. After a failure it is tried
/// again later.
final class AbandonedMoves {
  private static final System.Logger LOG = System.getLogger(AbandonedMoves.class.getName());
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final int MOST = 100;

  private final QueueReplica replica;
  private final LeaseBook book;
  private final Semaphore free = new Semaphore(1);
  private long lookedAt = System.nanoTime();

  AbandonedMoves(QueueReplica replica, LeaseBook book) {
    this.replica = replica;
    this.book = book;
  }

  /// Finishes abandoned moves in the background. Called by the replica's loop between two rounds;
  /// looks at most once a second.
  void runIfDue() {
    if (System.nanoTime() - lookedAt < LOOK_NANOS) {
      return;
    }
    lookedAt = System.nanoTime();
    var now = replica.now();
    var unread = book.unread().lateMoves(now.wall(), MOST);
    boolean due = !unread.isEmpty() || !book.abandonedMoves(now, 1).isEmpty();
    if (due && free.tryAcquire()) {
      var unused = Thread.ofVirtual().name("finish-" + replica.ref()).start(() -> finish(unread));
    }
  }

  /// @param unread messages that move and have not arrived
  private void finish(List<Long> unread) {
    try {
      for (var message : SingleMessages.find(replica.messages(), unread).found()) {
        replica.post(new MessageFound(message));
      }
      replica.mover().finish(replica.ref(), replica.queue());
    } catch (StoreException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "abandoned moves are finished later; queue={0} why={1}",
          replica.ref(),
          String.valueOf(failed));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }
}
