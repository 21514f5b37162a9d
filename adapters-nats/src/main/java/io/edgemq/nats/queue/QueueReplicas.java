package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.jetstream.SingleFlight;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import io.edgemq.nats.queue.QueueReplica.ClosedException;
import io.edgemq.nats.queue.QueueReplica.Collaborators;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The queues that this process uses: their streams, and a replica for each queue that has
/// receivers here.
public final class QueueReplicas implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(QueueReplicas.class.getName());
  private static final Duration END = Duration.ofSeconds(2);

  private final QueueReplica.Parts parts;
  private final RecentKeys keys;
  private final Map<QueueRef, Slot> slots = new ConcurrentHashMap<>();
  private final Mover mover;
  private final StreamEnds ends;
  private final LostStreams lost;
  private volatile @Nullable StoreException closed;

  /// The replica of one queue name, opened by one caller at a time.
  private static final class Slot {
    private final SingleFlight opening = new SingleFlight();
    private volatile @Nullable QueueReplica replica;
    private volatile @Nullable Appender appender;

    /// Whether the slot was removed, so that no replica is opened in it any more. Guarded by
    /// `opening`.
    private boolean retired;
  }

  /// @param keys the dedup keys that this process stored last
  /// @param mover creates the mover that finishes abandoned moves
  public QueueReplicas(
      QueueReplica.Parts parts, RecentKeys keys, Function<QueueReplicas, Mover> mover) {
    this.parts = parts;
    this.keys = keys;
    this.mover = mover.apply(this);
    this.ends = new StreamEnds(this);
    this.lost = new LostStreams(parts);
  }

  public QueueReplica.Parts parts() {
    return parts;
  }

  /// The queue, if it exists. Throws `StoreException.Unavailable` when the store is closed.
  public Optional<Incarnated<Queue>> locate(QueueRef ref) {
    requireOpen();
    return parts.queues().locate(ref);
  }

  private void requireOpen() {
    var why = closed;
    if (why != null) {
      throw new StoreException.Unavailable("the store is closed", why);
    }
  }

  /// Throws `StoreException.Unavailable` while the cluster cannot be reached.
  public void requireConnected() {
    if (!parts.cluster().isConnected()) {
      throw new StoreException.Unavailable(
          "the cluster cannot be reached", new IllegalStateException("not connected"));
    }
  }

  /// The stream of the queue's messages.
  public StreamClient messages(QueueRef ref, long incarnation) {
    return new StreamClient(parts.cluster(), StreamNames.queue(ref, incarnation));
  }

  /// What sends to the queue need.
  Appender appender(QueueRef ref, Incarnated<Queue> queue) {
    var slot = slots.computeIfAbsent(ref, _ -> new Slot());
    var appender = slot.appender;
    if (appender == null || appender.incarnation() != queue.incarnation()) {
      appender = Appender.of(new Appender.Target(this, ref, queue.incarnation()), keys);
      slot.appender = appender;
    }
    return appender;
  }

  /// The current end of the streams of a queue; [io.edgemq.nats.queue.PendingCommand.ReadIndex#ANY]
  /// when there is no such queue.
  public ReadIndex readIndex(QueueRef ref) {
    return ends.of(ref).map(StreamEnds.Ends::index).orElse(ReadIndex.ANY);
  }

  /// Throws `StoreException.Damaged` when the queue's ledger is known to be missing.
  public void requireLedger(QueueRef ref, Incarnated<Queue> queue) {
    var ledger = appender(ref, queue).ledger();
    ledger.require(ledger.begin());
  }

  StreamEnds ends() {
    return ends;
  }

  LostStreams lost() {
    return lost;
  }

  /// The options of a call to a replica.
  ///
  /// @param patience how long the command may wait for something to decide
  public record Call(QueueRef ref, ReadIndex atLeast, Duration patience) {}

  /// Creates the command for one incarnation of a queue.
  public interface CommandFor<T> {
    Command<T> of(Incarnated<Queue> queue);
  }

  /// Executes a command at the queue's replica; empty when there is no such queue.
  public <T> Optional<T> execute(Call call, CommandFor<T> command) throws InterruptedException {
    long deadline = System.nanoTime() + call.patience().toNanos();
    long limit = deadline + parts.cluster().timeout().toNanos();
    while (true) {
      var queue = locate(call.ref());
      if (queue.isEmpty()) {
        return Optional.empty();
      }
      requireConnected();
      var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      try {
        return Optional.of(
            replica(call.ref(), queue.get(), limit)
                .execute(command.of(queue.get()), call.atLeast(), left));
      } catch (ClosedException another) {
        if (System.nanoTime() - limit > 0) {
          throw Failures.timedOut(another);
        }
      } catch (StoreException failed) {
        if (isThere(call.ref(), queue.get())) {
          throw lost.explain(call.ref(), queue.get().incarnation(), failed);
        }
      }
    }
  }

  /// As above, for callers that do not stop halfway: an interrupt becomes a timeout.
  public <T> Optional<T> executeNow(QueueRef ref, ReadIndex atLeast, CommandFor<T> command) {
    try {
      return execute(new Call(ref, atLeast, Duration.ZERO), command);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }

  /// Whether it is still the same queue. Throws when the store was closed.
  boolean isThere(QueueRef ref, Incarnated<Queue> queue) {
    return locate(ref).filter(now -> now.incarnation() == queue.incarnation()).isPresent();
  }

  /// The queue's replica. Opens it if necessary, or waits for another caller to do so until
  /// `limit`, in terms of [System#nanoTime].
  private QueueReplica replica(QueueRef ref, Incarnated<Queue> queue, long limit)
      throws InterruptedException {
    while (true) {
      var slot = slots.computeIfAbsent(ref, _ -> new Slot());
      var replica = serving(queue, slot);
      if (replica != null) {
        return replica;
      }
      var patience = Duration.ofNanos(Math.max(0, limit - System.nanoTime()));
      var opened = slot.opening.run(patience, () -> open(slot, ref, queue));
      if (opened.isPresent()) {
        return opened.get();
      }
    }
  }

  /// Opens a replica in the slot, unless there is one; empty when the slot was removed.
  private Optional<QueueReplica> open(Slot slot, QueueRef ref, Incarnated<Queue> queue)
      throws InterruptedException {
    var opened = serving(queue, slot);
    if (opened != null || slot.retired) {
      return Optional.ofNullable(opened);
    }
    var old = slot.replica;
    if (old != null) {
      old.close(new ClosedException("another incarnation"));
    }
    requireOpen();
    var fresh =
        QueueReplica.open(ref, queue, parts, new Collaborators(mover, () -> forget(ref, slot)));
    slot.replica = fresh;
    if (closed != null) {
      fresh.close(unavailable());
    }
    return Optional.of(fresh);
  }

  /// Removes the slot of a queue that no longer exists, unless a replica is open or being opened.
  private void forget(QueueRef ref, Slot slot) {
    try {
      if (closed == null && parts.queues().locate(ref).isEmpty()) {
        boolean unused = slot.opening.runNow(Duration.ZERO, () -> retire(ref, slot));
      }
    } catch (StoreException later) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "the slot of a queue is removed later; why={0}",
          String.valueOf(later));
    }
  }

  private boolean retire(QueueRef ref, Slot slot) {
    var replica = slot.replica;
    slot.retired = replica == null || replica.isClosed();
    return slot.retired && slots.remove(ref, slot);
  }

  /// The number of queues that have a slot.
  int size() {
    return slots.size();
  }

  private static @Nullable QueueReplica serving(Incarnated<Queue> queue, @Nullable Slot slot) {
    var replica = slot == null ? null : slot.replica;
    boolean serves =
        replica != null
            && !replica.isClosed()
            && replica.queue().incarnation() == queue.incarnation();
    return serves ? replica : null;
  }

  /// Whether this process reads the queue's messages.
  boolean isReading(QueueRef ref, Incarnated<Queue> queue) {
    var replica = serving(queue, slots.get(ref));
    return replica != null && replica.isReading();
  }

  /// Tells the replica, if there is one, which messages this process has just stored.
  public void sent(QueueRef ref, Incarnated<Queue> queue, List<MessageEntry> messages) {
    var replica = serving(queue, slots.get(ref));
    if (replica != null) {
      var now = replica.now();
      messages.forEach(message -> replica.postIfRoom(new QueueReplica.MessageSent(message, now)));
    }
  }

  /// Called when the queue was created, changed or removed.
  ///
  /// @param key the key of the queue in the catalog
  public void changed(String key) {
    for (var ref : slots.keySet()) {
      var slot = key.equals(CatalogRow.key(ref)) ? slots.get(ref) : null;
      if (slot != null) {
        look(ref, slot);
      }
    }
  }

  /// Lets an open replica notice by itself; its slot is removed when it has ended.
  private void look(QueueRef ref, Slot slot) {
    var replica = slot.replica;
    if (replica != null && !replica.isClosed()) {
      replica.nudge();
    } else {
      var unused =
          Thread.ofVirtual().name("edgemq-nats-queue-changed").start(() -> forget(ref, slot));
    }
  }

  private static StoreException unavailable() {
    return new StoreException.Unavailable(
        "the store is closed", new IllegalStateException("closed"));
  }

  /// Closes all replicas: waiting callers fail, and their threads end within a few seconds.
  @Override
  public void close() {
    closed = unavailable();
    var replicas =
        slots.values().stream().map(slot -> slot.replica).filter(Objects::nonNull).toList();
    replicas.forEach(replica -> replica.close(unavailable()));
    replicas.forEach(replica -> replica.awaitEnd(END));
  }
}
