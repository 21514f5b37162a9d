package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.domain.lease.Moment;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.ResourceLookup;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.store.Moments;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One adapter's replica of a queue. Callers submit commands; a [ReplicaLoop] performs them on its
/// own thread. A replica serves one incarnation of the queue, until it is closed.
public final class QueueReplica {
  private static final System.Logger LOG = System.getLogger(QueueReplica.class.getName());
  private static final int INBOX = 16_384;

  private final QueueRef ref;
  private final Incarnated<Queue> queue;
  private final Parts parts;
  private final Mover mover;
  private final BlockingQueue<Event> inbox = new LinkedBlockingQueue<>(INBOX);
  private final AtomicReference<@Nullable RuntimeException> closed = new AtomicReference<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;
  private volatile boolean reading;

  /// What all replicas of a store share.
  public record Parts(
      Cluster cluster, StoreTime time, ResourceLookup<QueueRef, Queue> queues, Shared shared) {
    public Parts(Cluster cluster, StoreTime time, ResourceLookup<QueueRef, Queue> queues) {
      this(cluster, time, queues, Shared.of(ReplicaMemory.ofHeap()));
    }
  }

  /// More that all replicas of a store share.
  ///
  /// @param random draws how long the loser of a turn waits
  public record Shared(QueueStatistics statistics, ReplicaMemory memory, RandomGenerator random) {
    public static Shared of(ReplicaMemory memory) {
      return new Shared(new QueueStatistics(), memory, RandomGenerator.of("L64X128MixRandom"));
    }
  }

  /// What time it is.
  Moment now() {
    return Moments.now(parts.time());
  }

  /// What a replica needs from others.
  ///
  /// @param mover knows of moves between queues
  /// @param ended called by the replica's thread when it has ended
  record Collaborators(Mover mover, Runnable ended) {}

  /// An event for the replica's loop.
  sealed interface Event {}

  /// A caller submitted a command.
  record Submitted(PendingCommand<?> pending) implements Event {}

  /// This process stored a message, at that moment.
  record MessageSent(MessageEntry message, Moment at) implements Event {}

  /// A message arrived from the queue's stream, as the next one.
  record MessageArrived(MessageEntry message) implements Event {}

  /// The next one of the queue's stream is no message.
  record MessagePassed(long sequence) implements Event {}

  /// The next one of the queue's stream is a source's mark.
  record MarkArrived(SourceMark mark) implements Event {}

  /// A message was read by itself.
  record MessageFound(MessageEntry message) implements Event {}

  /// An entry arrived from the ledger. Most entries are an adapter's own, which it knows without
  /// decoding them.
  record EntryArrived(long sequence, byte[] bytes) implements Event {
    /// Decodes the entry.
    LedgerEntry entry() {
      return LedgerEntry.decode(bytes);
    }
  }

  /// The time or the queue's configuration may have changed.
  record Nudge() implements Event {}

  /// The replica was closed; the caller may open another one.
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedException(String why) {
      super(why, null, false, false);
    }
  }

  private QueueReplica(QueueRef ref, Incarnated<Queue> queue, Parts parts, Mover mover) {
    this.mover = mover;
    this.ref = ref;
    this.queue = queue;
    this.parts = parts;
  }

  /// Reads the queue's ledger and opens a replica. Blocks for as long as that takes.
  static QueueReplica open(
      QueueRef ref, Incarnated<Queue> queue, Parts parts, Collaborators collaborators)
      throws InterruptedException {
    var replica = new QueueReplica(ref, queue, parts, collaborators.mover());
    var loop = new ReplicaLoop(replica, QueueRecovery.of(ref, queue, parts.cluster()));
    var name = "replica-" + StreamNames.queue(ref, queue.incarnation());
    replica.thread =
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  loop.run();
                  collaborators.ended().run();
                });
    return replica;
  }

  QueueRef ref() {
    return ref;
  }

  /// The stream of the queue's messages.
  StreamClient messages() {
    return new StreamClient(parts.cluster(), StreamNames.queue(ref, queue.incarnation()));
  }

  /// Whether it knows the queue's messages, and not only its ledger.
  boolean isReading() {
    return reading;
  }

  /// It reads the queue's messages from now on.
  void begin() {
    reading = true;
  }

  Incarnated<Queue> queue() {
    return queue;
  }

  Parts parts() {
    return parts;
  }

  /// Knows of moves between queues.
  Mover mover() {
    return mover;
  }

  /// The queue with its current configuration; empty when it was removed.
  Optional<Incarnated<Queue>> located() {
    return parts.queues().locate(ref).filter(now -> now.incarnation() == queue.incarnation());
  }

  BlockingQueue<Event> inbox() {
    return inbox;
  }

  /// Performs the command once the replica has read up to `atLeast`, waiting up to `wait` for
  /// something to decide. Throws [ClosedException] when another replica has to be asked.
  <T> T execute(Command<T> command, ReadIndex atLeast, Duration wait) throws InterruptedException {
    var pending = new PendingCommand<>(command, atLeast, wait);
    post(new Submitted(pending));
    try {
      return pending.take(parts.cluster().deadlines(), parts.cluster().timeout());
    } catch (ExecutionException failed) {
      throw switch (failed.getCause()) {
        case RuntimeException why -> why;
        case TimeoutException late -> Failures.timedOut(late);
        case null, default -> new IllegalStateException(failed);
      };
    } catch (InterruptedException stopped) {
      abandon(pending);
      awaitUndone();
      throw stopped;
    } finally {
      abandon(pending);
    }
  }

  /// Waits until the changes for a caller that left are undone: the loop notices in one round that
  /// the caller left, and undoes them in the next.
  private void awaitUndone() throws InterruptedException {
    try {
      for (int round = 0; round < 2; round++) {
        Command<Boolean> nothing = Command.onLedger(_ -> Optional.of(true));
        var barrier = new PendingCommand<>(nothing, ReadIndex.ANY, Duration.ZERO);
        post(new Submitted(barrier));
        boolean unused = barrier.take(parts.cluster().deadlines(), parts.cluster().timeout());
      }
    } catch (ExecutionException | StoreException late) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "changes for an interrupted caller may not be undone yet; why={0}",
          String.valueOf(late));
    }
  }

  /// Undoes an answer that its caller never took.
  private <T> void abandon(PendingCommand<T> pending) {
    boolean unread = !pending.isTaken() && !pending.answer().cancel(false);
    if (unread && !pending.answer().isCompletedExceptionally()) {
      postIfRoom(new Submitted(pending.undoing()));
    }
  }

  /// Posts an event to the replica's thread. When the inbox is full, waits for as long as a call
  /// may take.
  void post(Event event) throws InterruptedException {
    if (!inbox.offer(event, parts.cluster().timeout().toNanos(), TimeUnit.NANOSECONDS)) {
      throw Failures.timedOut(new TimeoutException("the replica of " + ref + " cannot keep up"));
    }
    whyClosed().ifPresent(this::refuseInbox);
  }

  /// Makes the replica check the time and its queue's configuration.
  void nudge() {
    boolean unused = inbox.offer(new Nudge());
  }

  /// Posts an event that the replica's thread would get later anyway, if the inbox has room.
  void postIfRoom(Event event) {
    boolean unused = inbox.offer(event);
  }

  /// Closes the replica. Waiting and later callers get `why`.
  void close(RuntimeException why) {
    if (closed.compareAndSet(null, why)) {
      closing.countDown();
      nudge();
    }
  }

  /// Closes the replica because it differs from what the servers have. The next caller opens one
  /// that has read that.
  void recover(String why) {
    parts.shared().statistics().recovered();
    LOG.log(System.Logger.Level.WARNING, "a queue is read again; queue={0} why={1}", ref, why);
    close(new ClosedException(why));
  }

  /// Waits until its thread has ended, for up to `limit`.
  void awaitEnd(Duration limit) {
    try {
      boolean unused = thread == null || thread.join(limit);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether it is closed.
  boolean isClosed() {
    return closed.get() != null;
  }

  /// Why it is closed, if it is.
  Optional<RuntimeException> whyClosed() {
    return Optional.ofNullable(closed.get());
  }

  /// Waits for a moment, or until the replica is closed.
  void pause(Duration moment) throws InterruptedException {
    boolean unused = closing.await(moment.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Fails the commands in the inbox.
  void refuseInbox(RuntimeException why) {
    for (var event = inbox.poll(); event != null; event = inbox.poll()) {
      if (event instanceof Submitted(var pending)) {
        pending.fail(why);
      }
    }
  }
}
