package io.edgemq.sqlite;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// The one thread that writes. It takes the calls that came during the last commit, does them in
/// one transaction, commits, and then answers all callers. The more callers there are, the more
/// share an fsync (ADR 0004). A platform thread, because native calls pin a carrier.
final class Writer implements AutoCloseable {
  private static final int MOST_COMMANDS = 1024;
  private static final long UPKEEP_NANOS = Duration.ofMillis(25).toNanos();
  private static final long IDLE_NANOS = Duration.ofMillis(250).toNanos();

  private final MpscAtomicArrayQueue<Call<Work<?>, ?>> queue;
  private final Transaction tx;
  private final Batch batch;
  private final WriterGauges gauges = new WriterGauges();
  private final Upkeep upkeep;
  private final CallDeadlines deadlines;
  private final Duration timeout;
  private final Thread thread;
  private @Nullable Call<Work<?>, ?> held;
  private volatile boolean parked;
  private volatile boolean closing;

  Writer(SqliteConfig config, Transaction tx, Upkeep upkeep, CallDeadlines deadlines) {
    this.queue = new MpscAtomicArrayQueue<>(config.queuedCommands());
    this.tx = tx;
    this.batch = new Batch(tx, gauges);
    this.upkeep = upkeep;
    this.deadlines = deadlines;
    this.timeout = config.timeout();
    this.thread = Thread.ofPlatform().name("sqlite-writer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  WriterGauges gauges() {
    return gauges;
  }

  /// How many calls wait.
  int depth() {
    return queue.size();
  }

  /// Has `work` done and returns its answer once it is durable. Throws `StoreException` when it
  /// could not be done, [IllegalArgumentException] when the work refused.
  <R extends @Nullable Object> R call(Work<R> work) {
    return call(work, timeout);
  }

  /// As [#call(Work)], waiting no longer than `limit`.
  <R extends @Nullable Object> R call(Work<R> work, Duration limit) {
    var call = new Call<Work<?>, R>(work, limit);
    refuseIfClosed();
    while (!queue.offer(call)) {
      if (call.isOverdue()) {
        throw new StoreException.Unavailable(
            "too many writes are waiting; nothing was done", new IllegalStateException("full"));
      }
      LockSupport.parkNanos(this, 100_000);
      refuseIfClosed();
    }
    if (parked) {
      LockSupport.unpark(thread);
    }
    if (closing && !thread.isAlive()) {
      refuseRest();
    }
    return call.await(deadlines);
  }

  /// Throws `StoreException.Unavailable` when nothing can be written any more.
  void refuseIfClosed() {
    if (closing) {
      throw closed();
    }
    var reason = gauges.broken;
    if (reason != null) {
      throw new StoreException.Unavailable(reason, new IllegalStateException(reason));
    }
  }

  private static StoreException closed() {
    return new StoreException.Unavailable(
        "the store is closed", new IllegalStateException("closed"));
  }

  private void run() {
    try {
      loop();
    } catch (Throwable e) {
      gauges.broken = "the writer ended; restart the process: " + e;
      throw e;
    } finally {
      closing = true;
      refuseRest();
    }
  }

  private void loop() {
    var calls = Batch.list();
    long nextUpkeep = System.nanoTime() + UPKEEP_NANOS;
    while (!closing || !isIdle()) {
      gather(calls);
      if (calls.size() > 1) {
        letOthersCatchUp();
        gather(calls);
      }
      if (!calls.isEmpty()) {
        batch.execute(calls);
        calls.clear();
        upkeep.committed(tx);
      }
      boolean idle = isIdle();
      if (System.nanoTime() - nextUpkeep >= 0 && !closing) {
        boolean more = gauges.broken == null && batch.maintain(upkeep::sweep);
        upkeep.checkpoint(tx, idle);
        upkeep.lookForRoom(tx);
        nextUpkeep = System.nanoTime() + (idle && !more ? IDLE_NANOS : UPKEEP_NANOS);
      }
      if (idle) {
        park(nextUpkeep);
      }
    }
  }

  /// Callers that the last commit answered are about to call again. When a processor is free this
  /// returns at once. When none is, they run first and share this commit.
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is meant: nothing depends on it
  private static void letOthersCatchUp() {
    Thread.yield();
  }

  private boolean isIdle() {
    return held == null && queue.isEmpty();
  }

  /// Takes the calls that wait, up to what one commit may hold. Work that must be alone is alone.
  private void gather(List<Call<Work<?>, ?>> calls) {
    if (calls.size() >= MOST_COMMANDS || (held != null && !calls.isEmpty())) {
      return;
    }
    var call = held == null ? queue.poll() : held;
    held = null;
    while (call != null) {
      if (call.work() instanceof Work.Alone<?> && !calls.isEmpty()) {
        held = call;
        return;
      }
      if (call.take()) {
        calls.add(call);
        if (call.work() instanceof Work.Alone<?> || calls.size() >= MOST_COMMANDS) {
          return;
        }
      }
      call = queue.poll();
    }
  }

  private void park(long until) {
    parked = true;
    if (queue.isEmpty() && !closing) {
      LockSupport.parkNanos(this, Math.max(1, until - System.nanoTime()));
    }
    parked = false;
  }

  private synchronized void refuseRest() {
    for (var call = queue.poll(); call != null; call = queue.poll()) {
      if (call.take()) {
        call.fail(closed());
        call.release();
      }
    }
  }

  /// Carries out the calls that wait, and ends. Later calls fail as unavailable.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    refuseRest();
  }
}
