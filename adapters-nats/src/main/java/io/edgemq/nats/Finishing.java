package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import java.util.concurrent.Semaphore;

/// Looks after the moves of one queue that nobody is known to carry out any more: whoever decided
/// on them may have died, or found the cluster out of reach. Any adapter may do it, and several may
/// at once. Where it fails it is done later.
final class Finishing {
  private static final System.Logger LOG = System.getLogger(Finishing.class.getName());
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Desk desk;
  private final LeaseBook book;
  private final Semaphore free = new Semaphore(1);
  private long lookedAt = System.nanoTime();

  Finishing(Desk desk, LeaseBook book) {
    this.desk = desk;
    this.book = book;
  }

  /// Has moves finished that were abandoned, in the background; called by the clerk, between two
  /// rounds. Looks at most once a second.
  void look() {
    if (System.nanoTime() - lookedAt < LOOK_NANOS) {
      return;
    }
    lookedAt = System.nanoTime();
    long now = desk.parts().time().instant().toEpochMilli();
    if (!book.abandonedMoves(now, 1).isEmpty() && free.tryAcquire()) {
      var unused = Thread.ofVirtual().name("finish-" + desk.ref()).start(this::finish);
    }
  }

  private void finish() {
    try {
      desk.mover().finish(desk.ref(), desk.queue());
    } catch (StoreException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "moves are finished later; queue={0} why={1}",
          desk.ref(),
          String.valueOf(failed));
    } finally {
      free.release();
    }
  }
}
