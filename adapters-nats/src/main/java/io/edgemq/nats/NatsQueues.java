package io.edgemq.nats;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.nats.Desk.ClosedException;
import io.edgemq.nats.Desk.Duties;
import io.edgemq.nats.Ticket.Horizon;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The queues that this process works with: their streams, and a desk for each that somebody
/// receives from here.
final class NatsQueues implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NatsQueues.class.getName());
  private static final Duration END = Duration.ofSeconds(2);

  private final Desk.Parts parts;
  private final RecentKeys keys;
  private final Map<QueueRef, Slot> slots = new ConcurrentHashMap<>();
  private final Mover mover = new Moving(this);
  private volatile @Nullable StoreException closed;

  /// The desk of one queue name, opened by one caller at a time.
  private static final class Slot {
    private final SingleFlight opening = new SingleFlight();
    private volatile @Nullable Desk desk;
    private volatile @Nullable Appender appender;

    /// Forgotten: no desk is opened in it any more. For who has the turn in `opening`.
    private boolean retired;
  }

  /// What appends to one incarnation of a queue.
  private record Appender(long incarnation, Appending appending) {}

  /// @param keys the dedup keys that this process stored last
  NatsQueues(Desk.Parts parts, RecentKeys keys) {
    this.parts = parts;
    this.keys = keys;
  }

  Desk.Parts parts() {
    return parts;
  }

  /// The queue, if there is one. Throws `StoreException.Unavailable` when the store is closed.
  Optional<Existing<Queue>> locate(QueueRef ref) {
    requireOpen();
    return parts.directory().locate(ref);
  }

  private void requireOpen() {
    var why = closed;
    if (why != null) {
      throw new StoreException.Unavailable("the store is closed", why);
    }
  }

  /// Throws `StoreException.Unavailable` while the cluster can not be reached.
  void requireConnected() {
    if (!parts.cluster().isConnected()) {
      throw new StoreException.Unavailable(
          "the cluster can not be reached", new IllegalStateException("not connected"));
    }
  }

  /// The stream of the queue's messages.
  Stream messages(QueueRef ref, long incarnation) {
    return new Stream(parts.cluster(), StreamNames.queue(ref, incarnation));
  }

  /// What appends to the queue's messages.
  Appending appending(QueueRef ref, Existing<Queue> queue) {
    var slot = slots.computeIfAbsent(ref, _ -> new Slot());
    var appender = slot.appender;
    if (appender == null || appender.incarnation() != queue.incarnation()) {
      appender =
          new Appender(
              queue.incarnation(), new Appending(messages(ref, queue.incarnation()), keys));
      slot.appender = appender;
    }
    return appender.appending();
  }

  /// How far the streams of a queue, which there was just now, go at the moment.
  Horizon horizon(QueueRef ref) {
    while (true) {
      var queue = locate(ref);
      if (queue.isEmpty()) {
        return Horizon.ANY;
      }
      try {
        return horizon(ref, queue.get());
      } catch (StoreException failed) {
        if (isThere(ref, queue.get())) {
          throw failed;
        }
      }
    }
  }

  private Horizon horizon(QueueRef ref, Existing<Queue> queue) {
    long incarnation = queue.incarnation();
    var ledger = new Stream(parts.cluster(), StreamNames.ledger(ref, incarnation));
    return new Horizon(messages(ref, incarnation).bounds().last(), ledger.bounds().last());
  }

  /// What a caller wants of a desk.
  ///
  /// @param patience how long there may be nothing to decide
  record Visit(QueueRef ref, Horizon atLeast, Duration patience) {}

  /// An errand for the queue of one incarnation.
  interface ErrandFor<T> {
    Errand<T> of(Existing<Queue> queue);
  }

  /// Brings an errand to the queue's desk; empty when there is no such queue.
  <T> Optional<T> visit(Visit visit, ErrandFor<T> errand) throws InterruptedException {
    long deadline = System.nanoTime() + visit.patience().toNanos();
    long limit = deadline + parts.cluster().timeout().toNanos();
    while (true) {
      var queue = locate(visit.ref());
      if (queue.isEmpty()) {
        return Optional.empty();
      }
      requireConnected();
      var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      try {
        return Optional.of(
            desk(visit.ref(), queue.get(), limit)
                .visit(errand.of(queue.get()), visit.atLeast(), left));
      } catch (ClosedException another) {
        if (System.nanoTime() - limit > 0) {
          throw Failures.timedOut(another);
        }
      } catch (StoreException failed) {
        if (isThere(visit.ref(), queue.get())) {
          throw failed;
        }
      }
    }
  }

  /// The same for callers that do not stop halfway: an interrupt becomes a call that timed out.
  <T> Optional<T> visitNow(QueueRef ref, Horizon atLeast, ErrandFor<T> errand) {
    try {
      return visit(new Visit(ref, atLeast, Duration.ZERO), errand);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }

  /// Whether it is still the same queue. Throws when the store was closed.
  private boolean isThere(QueueRef ref, Existing<Queue> queue) {
    return locate(ref).filter(now -> now.incarnation() == queue.incarnation()).isPresent();
  }

  /// The queue's desk. Opens it if need be, or waits until `limit`, of [System#nanoTime], for
  /// another caller to do so.
  private Desk desk(QueueRef ref, Existing<Queue> queue, long limit) throws InterruptedException {
    while (true) {
      var slot = slots.computeIfAbsent(ref, _ -> new Slot());
      var desk = serving(queue, slot);
      if (desk != null) {
        return desk;
      }
      var patience = Duration.ofNanos(Math.max(0, limit - System.nanoTime()));
      var opened = slot.opening.run(patience, () -> open(slot, ref, queue));
      if (opened.isPresent()) {
        return opened.get();
      }
    }
  }

  /// Opens a desk in the slot, unless there is one; empty when the slot was forgotten.
  private Optional<Desk> open(Slot slot, QueueRef ref, Existing<Queue> queue)
      throws InterruptedException {
    var opened = serving(queue, slot);
    if (opened != null || slot.retired) {
      return Optional.ofNullable(opened);
    }
    var old = slot.desk;
    if (old != null) {
      old.close(new ClosedException("another incarnation"));
    }
    requireOpen();
    var fresh = Desk.open(ref, queue, parts, new Duties(mover, () -> forget(ref, slot)));
    slot.desk = fresh;
    if (closed != null) {
      fresh.close(unavailable());
    }
    return Optional.of(fresh);
  }

  /// Forgets what there is of a queue that is no more, unless a desk is open or being opened.
  private void forget(QueueRef ref, Slot slot) {
    try {
      if (closed == null && parts.directory().locate(ref).isEmpty()) {
        boolean unused = slot.opening.runNow(Duration.ZERO, () -> retire(ref, slot));
      }
    } catch (StoreException later) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "a queue is not forgotten yet; why={0}",
          String.valueOf(later));
    }
  }

  private boolean retire(QueueRef ref, Slot slot) {
    var desk = slot.desk;
    slot.retired = desk == null || desk.isClosed();
    return slot.retired && slots.remove(ref, slot);
  }

  /// How many queues it keeps something of.
  int size() {
    return slots.size();
  }

  private static @Nullable Desk serving(Existing<Queue> queue, @Nullable Slot slot) {
    var desk = slot == null ? null : slot.desk;
    boolean serves =
        desk != null && !desk.isClosed() && desk.queue().incarnation() == queue.incarnation();
    return serves ? desk : null;
  }

  /// Tells the desk, if there is one, what this process has just stored.
  void sent(QueueRef ref, Existing<Queue> queue, List<Letter> letters) {
    var desk = serving(queue, slots.get(ref));
    if (desk != null) {
      letters.forEach(letter -> desk.hint(new Desk.Sent(letter)));
    }
  }

  /// The queue was made, changed or removed.
  ///
  /// @param key the queue's in the catalog
  void changed(String key) {
    for (var ref : slots.keySet()) {
      var slot = key.equals(CatalogRow.key(ref)) ? slots.get(ref) : null;
      if (slot != null) {
        look(ref, slot);
      }
    }
  }

  /// The clerk of an open desk finds out by itself, and the slot is forgotten when it has ended.
  private void look(QueueRef ref, Slot slot) {
    var desk = slot.desk;
    if (desk != null && !desk.isClosed()) {
      desk.nudge();
    } else {
      var unused =
          Thread.ofVirtual().name("edgemq-nats-queue-changed").start(() -> forget(ref, slot));
    }
  }

  private static StoreException unavailable() {
    return new StoreException.Unavailable(
        "the store is closed", new IllegalStateException("closed"));
  }

  /// Ends all waits, and what runs, for up to some seconds.
  @Override
  public void close() {
    closed = unavailable();
    var desks = slots.values().stream().map(slot -> slot.desk).filter(Objects::nonNull).toList();
    desks.forEach(desk -> desk.close(unavailable()));
    desks.forEach(desk -> desk.awaitEnd(END));
  }
}
