package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.jetstream.Failures;
import io.edgemq.nats.queue.LedgerEntry.Kind;
import io.edgemq.nats.queue.LedgerWriter.Written.Behind;
import io.edgemq.nats.queue.LedgerWriter.Written.Closed;
import io.edgemq.nats.queue.LedgerWriter.Written.Kept;
import io.edgemq.nats.queue.LedgerWriter.Written.Refused;
import io.edgemq.nats.queue.LedgerWriter.Written.Unknown;
import io.edgemq.nats.queue.QueueReplica.ClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Decides, for one adapter, about the messages of one queue. It keeps the queue's lease book. In
/// each round it performs the gathered commands on the book, and appends their changes to the
/// ledger as one entry, on condition that the ledger ends where the book does. When another adapter
/// appended first, the changes are undone, the new entries are read, and the commands are performed
/// again. So a caller gets a result only when the cluster's quorum has stored it.
///
/// For the replica's thread.
final class ReplicaLoop {
  private static final System.Logger LOG = System.getLogger(ReplicaLoop.class.getName());
  private static final int GATHERED = 1_024;
  private static final Duration IDLE = Duration.ofMinutes(2);

  /// Longest sleep until a timer is due; the wall clock may be adjusted meanwhile.
  private static final long TICK_MILLIS = 1_000;
  private static final long QUIET_MILLIS = 5_000;
  private static final long CATCHING_UP_MILLIS = 20;
  private static final long NANOS_A_MILLI = 1_000_000;

  private final QueueReplica replica;
  private final QueueRecovery recovery;
  private final Ledger ledger;
  private final LedgerWriter writer;
  private final LeaseBook book;
  private final List<Runnable> maintenance;
  private final List<PendingCommand<?>> fresh = new ArrayList<>();
  private final Arrivals arrivals;
  private final AwaitingCatchUp behind;

  /// Commands that have a result in this round and are not answered yet.
  private final List<PendingCommand<?>> performed = new ArrayList<>();

  private final LongPolls longPolls = new LongPolls();
  private final Turns turns;
  private final LedgerReader reader;
  private final Intake intake;
  private long busyAt = System.nanoTime();

  ReplicaLoop(QueueReplica replica, QueueRecovery recovery) {
    this.replica = replica;
    this.recovery = recovery;
    this.book = recovery.book();
    book.restart(replica.now());
    this.ledger = recovery.ledger();
    this.arrivals = new Arrivals(replica, recovery);
    this.behind = new AwaitingCatchUp(recovery, arrivals);
    var parts = replica.parts();
    this.turns = new Turns(parts.shared().random(), parts.cluster().timeout().dividedBy(20));
    this.reader = new LedgerReader(replica, ledger, book, turns);
    this.intake = new Intake(replica, reader, behind, fresh);
    this.writer = new LedgerWriter(replica, recovery, intake::take);
    this.maintenance =
        List.of(
            new AbandonedMoves(replica, book)::runIfDue,
            new TombstoneCollector(replica, recovery)::runIfDue,
            new Compactor(recovery, arrivals.marks())::runIfDue);
  }

  /// Serves until the replica is closed.
  void run() {
    try (var _ = arrivals;
        var _ = recovery.arrivals();
        var _ = recovery.followLedger(replica)) {
      while (!replica.isClosed()) {
        gatherEvents();
        arrivals.measure();
        round();
        if (!replica.isClosed()) { // otherwise the book may differ from the ledger
          maintenance.forEach(Runnable::run);
          closeWhenIdle();
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (StoreException unknown) {
      replica.close(unknown); // the next caller asks again whether the queue exists
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "a replica failed; queue=" + replica.ref(), bug);
      replica.close(new StoreException.Unavailable("the queue's lease book failed", bug));
    } finally {
      replica.close(new ClosedException("its thread ended"));
      replica.whyClosed().ifPresent(this::refuse);
    }
  }

  private void refuse(RuntimeException why) {
    for (var commands : List.of(fresh, behind.all(), longPolls.all(), performed)) {
      commands.forEach(pending -> pending.fail(why));
    }
    replica.refuseInbox(why);
  }

  private void closeWhenIdle() {
    boolean idle = fresh.isEmpty() && behind.isEmpty() && longPolls.isEmpty();
    if (!idle) {
      busyAt = System.nanoTime();
    } else if (System.nanoTime() - Math.max(busyAt, intake.usedAt()) > IDLE.toNanos()) {
      replica.close(new ClosedException("it was idle"));
    }
  }

  /// Waits for an event, and takes all that have gathered.
  private void gatherEvents() throws InterruptedException {
    var event = replica.inbox().poll(pauseMillis(), TimeUnit.MILLISECONDS);
    int taken = 0;
    while (event != null) {
      intake.take(event);
      event = ++taken < GATHERED ? replica.inbox().poll() : null;
    }
    fresh.addAll(longPolls.leaving(System.nanoTime()));
  }

  private long pauseMillis() {
    if (!fresh.isEmpty()) {
      return 0;
    }
    if (!behind.isEmpty()) {
      return CATCHING_UP_MILLIS;
    }
    if (longPolls.isEmpty()) {
      return TICK_MILLIS;
    }
    var change = book.nextChange(replica.now(), replica.queue().value().config());
    long leaves =
        longPolls.nanosToNext(System.nanoTime()).orElse(Long.MAX_VALUE) / NANOS_A_MILLI + 1;
    long tick = change.isEmpty() ? QUIET_MILLIS : Math.min(TICK_MILLIS, change.getAsLong());
    return Math.min(tick, leaves);
  }

  /// Takes events until this adapter may append.
  private void awaitTurn() throws InterruptedException {
    long left = turns.nanosToWait(System.nanoTime());
    while (left > 0 && !replica.isClosed()) {
      var event = replica.inbox().poll(left, TimeUnit.NANOSECONDS);
      if (event != null) {
        intake.take(event);
      }
      left = turns.nanosToWait(System.nanoTime());
    }
  }

  /// Whether the servers still have what was read; fails the commands when they do not tell.
  private boolean isCurrent() {
    try {
      return (fresh.isEmpty() && longPolls.isEmpty()) || writer.isCurrent();
    } catch (StoreException unknown) {
      var lost = new LostStreams(replica.parts());
      var why = lost.explain(replica.ref(), replica.queue().incarnation(), unknown);
      if (why instanceof StoreException.Damaged) {
        replica.close(why);
      }
      fresh.forEach(pending -> pending.fail(why));
      fresh.clear();
      return false;
    }
  }

  /// Performs all commands that can be performed.
  private void round() throws InterruptedException {
    fresh.addAll(behind.admitted());
    while (!replica.isClosed() && isCurrent()) {
      awaitTurn();
      if (replica.isClosed()) {
        return;
      }
      var found = replica.located();
      if (found.isEmpty()) {
        replica.close(new ClosedException("the queue was removed"));
        return;
      }
      var config = found.get().value().config();
      var now = replica.now();
      if (!longPolls.isEmpty() || fresh.stream().anyMatch(PendingCommand::advancesTime)) {
        book.passTime(now, config);
      }
      var proposal = new Proposal(book, config, now, LedgerEntry.CAPACITY);
      perform(proposal);
      if (proposal.isEmpty() || append(proposal)) {
        answer();
        return;
      }
    }
  }

  /// Performs commands on the proposal until it is full.
  private void perform(Proposal proposal) {
    long now = System.nanoTime();
    fresh.removeIf(PendingCommand::isCancelled);
    int taken = 0;
    for (; taken < fresh.size() && !proposal.isFull(); taken++) {
      var pending = fresh.get(taken);
      if (pending.perform(proposal)) {
        performed.add(pending);
      } else if (arrivals.isHeldUp()) {
        pending.fail(replica.parts().shared().memory().refuse(replica.ref()));
      } else if (pending.deadline() - now <= 0) {
        performed.add(pending);
      } else {
        longPolls.add(pending);
      }
    }
    fresh.subList(0, taken).clear();
    longPolls.removeWhile(
        () -> !proposal.isFull() && book.firstReady(Set.of()).isPresent(),
        pending -> {
          boolean done = !pending.isCancelled() && pending.perform(proposal);
          if (done) {
            performed.add(pending);
          }
          return done || pending.isCancelled();
        });
    if (proposal.isFull()) {
      replica.nudge(); // for the remaining commands
    }
  }

  private void answer() {
    for (var pending : performed) {
      if (!pending.complete()) {
        fresh.add(pending.undoing());
      }
    }
    performed.clear();
  }

  /// Appends the proposal to the ledger; returns whether it is stored. If not, it was undone, and
  /// its commands will be performed again or have failed.
  private boolean append(Proposal proposal) throws InterruptedException {
    return switch (writer.append(ledger.entry(Kind.CHANGES, proposal.changes(), book))) {
      case Kept _ -> {
        turns.won();
        yield true;
      }
      case Behind(var winner) -> {
        proposal.undo();
        fresh.addAll(0, performed);
        performed.clear();
        intake.take(winner);
        reader.lostTurn();
        yield false;
      }
      case Closed _ -> {
        proposal.undo();
        fresh.addAll(0, performed); // another replica performs them
        performed.clear();
        yield false;
      }
      case Refused(var why) -> {
        proposal.undo();
        fail(why);
        yield false;
      }
      case Unknown(var why) -> {
        fail(Failures.timedOut(why));
        yield false;
      }
    };
  }

  private void fail(RuntimeException why) {
    performed.forEach(pending -> pending.fail(why));
    performed.clear();
  }
}
