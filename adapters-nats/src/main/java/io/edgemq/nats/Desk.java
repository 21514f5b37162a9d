package io.edgemq.nats;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.nats.Ticket.Horizon;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Where callers of one adapter bring their errands about one queue; a [Clerk] carries them out, on
/// a thread of its own. A desk serves one incarnation of the queue, until it is closed.
final class Desk {
  private static final System.Logger LOG = System.getLogger(Desk.class.getName());
  private static final int INBOX = 16_384;

  private final QueueRef ref;
  private final Existing<Queue> queue;
  private final Parts parts;
  private final Mover mover;
  private final BlockingQueue<Heard> inbox = new LinkedBlockingQueue<>(INBOX);
  private final AtomicReference<@Nullable RuntimeException> closed = new AtomicReference<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;

  /// What all desks of a store share.
  record Parts(Cluster cluster, InstantSource time, Directory<QueueRef, Queue> directory) {}

  /// What is done for a desk by others.
  ///
  /// @param mover knows of moves between queues
  /// @param ended called by the desk's thread when it has ended its work
  record Duties(Mover mover, Runnable ended) {}

  /// What comes to a desk.
  sealed interface Heard {}

  /// A caller.
  record Came(Ticket<?> ticket) implements Heard {}

  /// A message of this process's own was stored.
  record Sent(Letter letter) implements Heard {}

  /// The stream of messages has this letter.
  record Arrived(Letter letter) implements Heard {}

  /// The ledger has an entry; most are an adapter's own, which it knows without reading them.
  record Ruled(long sequence, byte[] bytes) implements Heard {
    /// Reads it.
    LedgerEntry entry() {
      return LedgerEntry.decode(bytes);
    }
  }

  /// The time, or the queue's configuration, may have changed.
  record Nudge() implements Heard {}

  /// The desk was closed; the caller may open another one.
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedException(String why) {
      super(why, null, false, false);
    }
  }

  private Desk(QueueRef ref, Existing<Queue> queue, Parts parts, Mover mover) {
    this.mover = mover;
    this.ref = ref;
    this.queue = queue;
    this.parts = parts;
  }

  /// Reads the queue's streams and opens a desk. Blocks for as long as that takes.
  static Desk open(QueueRef ref, Existing<Queue> queue, Parts parts, Duties duties)
      throws InterruptedException {
    var desk = new Desk(ref, queue, parts, duties.mover());
    var clerk = new Clerk(desk, Opening.of(ref, queue, parts.cluster()));
    var name = "desk-" + StreamNames.queue(ref, queue.incarnation());
    desk.thread =
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  clerk.run();
                  duties.ended().run();
                });
    return desk;
  }

  QueueRef ref() {
    return ref;
  }

  Existing<Queue> queue() {
    return queue;
  }

  Parts parts() {
    return parts;
  }

  /// Who knows of moves between queues.
  Mover mover() {
    return mover;
  }

  /// The queue as it is configured now; empty when it is there no more.
  Optional<Existing<Queue>> located() {
    return parts.directory().locate(ref).filter(now -> now.incarnation() == queue.incarnation());
  }

  BlockingQueue<Heard> inbox() {
    return inbox;
  }

  /// Performs the errand once as much was heard, waiting up to `wait` for there to be something to
  /// decide. Throws [ClosedException] when another desk has to be asked.
  <T> T visit(Errand<T> errand, Horizon atLeast, Duration wait) throws InterruptedException {
    var ticket = new Ticket<>(errand, atLeast, wait);
    tell(new Came(ticket));
    try {
      return ticket.take(parts.cluster().deadlines(), parts.cluster().timeout());
    } catch (ExecutionException failed) {
      throw switch (failed.getCause()) {
        case RuntimeException why -> why;
        case TimeoutException late -> Failures.timedOut(late);
        case null, default -> new IllegalStateException(failed);
      };
    } catch (InterruptedException stopped) {
      abandon(ticket);
      settleDown();
      throw stopped;
    } finally {
      abandon(ticket);
    }
  }

  /// Waits until what was decided for somebody who has gone is taken back: the clerk learns in one
  /// round that he has, and takes back in the next.
  private void settleDown() throws InterruptedException {
    try {
      for (int round = 0; round < 2; round++) {
        var barrier = new Ticket<>(_ -> Optional.of(true), Horizon.ANY, Duration.ZERO);
        tell(new Came(barrier));
        boolean unused = barrier.take(parts.cluster().deadlines(), parts.cluster().timeout());
      }
    } catch (ExecutionException | StoreException late) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "not known to be taken back yet; why={0}",
          String.valueOf(late));
    }
  }

  /// What was answered to somebody who has gone is taken back.
  private <T> void abandon(Ticket<T> ticket) {
    boolean unheard = !ticket.isTaken() && !ticket.answer().cancel(false);
    if (unheard && !ticket.answer().isCompletedExceptionally()) {
      hint(new Came(ticket.takingBack()));
    }
  }

  /// Lets the desk's thread know. Where it can not take more, waits for as long as a call may take.
  void tell(Heard heard) throws InterruptedException {
    if (!inbox.offer(heard, parts.cluster().timeout().toNanos(), TimeUnit.NANOSECONDS)) {
      throw Failures.timedOut(new TimeoutException("the desk of " + ref + " does not keep up"));
    }
    whyClosed().ifPresent(this::refuseInbox);
  }

  /// Lets the desk look at the time and its queue's configuration.
  void nudge() {
    boolean unused = inbox.offer(new Nudge());
  }

  /// Lets the desk's thread know what it would hear anyway, if there is room.
  void hint(Heard heard) {
    boolean unused = inbox.offer(heard);
  }

  /// Serves no longer; who waits, or comes later, is told why.
  void close(RuntimeException why) {
    if (closed.compareAndSet(null, why)) {
      closing.countDown();
      nudge();
    }
  }

  /// Waits until nothing of it runs any more, for up to `limit`.
  void awaitEnd(Duration limit) {
    try {
      boolean unused = thread == null || thread.join(limit);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether it serves no longer.
  boolean isClosed() {
    return closed.get() != null;
  }

  /// Why it serves no longer, when it does not.
  Optional<RuntimeException> whyClosed() {
    return Optional.ofNullable(closed.get());
  }

  /// Waits for a moment, or until the desk is closed.
  void pause(Duration moment) throws InterruptedException {
    boolean unused = closing.await(moment.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Tells those in the inbox that nobody serves them.
  void refuseInbox(RuntimeException why) {
    for (var heard = inbox.poll(); heard != null; heard = inbox.poll()) {
      if (heard instanceof Came(var ticket)) {
        ticket.fail(why);
      }
    }
  }
}
