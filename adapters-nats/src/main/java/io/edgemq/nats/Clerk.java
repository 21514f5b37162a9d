package io.edgemq.nats;

import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.nats.Desk.Arrived;
import io.edgemq.nats.Desk.Came;
import io.edgemq.nats.Desk.ClosedException;
import io.edgemq.nats.Desk.Heard;
import io.edgemq.nats.Desk.Nudge;
import io.edgemq.nats.Desk.Ruled;
import io.edgemq.nats.Desk.Sent;
import io.edgemq.nats.LedgerEntry.Kind;
import io.edgemq.nats.LedgerWriter.Written.Behind;
import io.edgemq.nats.LedgerWriter.Written.Kept;
import io.edgemq.nats.LedgerWriter.Written.Refused;
import io.edgemq.nats.LedgerWriter.Written.Unknown;
import io.edgemq.ports.out.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Decides, for one adapter, about the messages of one queue. It has the queue's book; it takes the
/// errands that have gathered, performs them on the book, and appends what they decided to the
/// ledger as one entry, on condition that the ledger ends where the book does. When another adapter
/// was first, the decisions are taken back, what is new is read, and the errands are performed
/// again. So a caller hears of a decision only when the cluster's quorum has it.
///
/// For the desk's one thread.
final class Clerk {
  private static final System.Logger LOG = System.getLogger(Clerk.class.getName());
  private static final int GATHERED = 1_024;
  private static final Duration IDLE = Duration.ofMinutes(2);

  /// How long a wait for something that time brings may be at most: the clock may be set.
  private static final long TICK_MILLIS = 1_000;
  private static final long QUIET_MILLIS = 5_000;
  private static final long HELD_MILLIS = 20;
  private static final long NANOS_A_MILLI = 1_000_000;

  private final Desk desk;
  private final Opening opening;
  private final Ledger ledger;
  private final LedgerWriter writer;
  private final LeaseBook book;
  private final List<Runnable> chores;
  private final List<Ticket<?>> fresh = new ArrayList<>();
  private final Held held;

  /// Those that have come to something in this round, and are not answered yet.
  private final List<Ticket<?>> performed = new ArrayList<>();

  private final WaitingRoom waiting = new WaitingRoom();
  private long visitedAt = System.nanoTime();

  Clerk(Desk desk, Opening opening) {
    this.desk = desk;
    this.opening = opening;
    this.book = opening.book();
    this.ledger = opening.ledger();
    this.writer = new LedgerWriter(desk, opening, this::take);
    this.held = new Held(opening);
    this.chores =
        List.of(
            new Finishing(desk, book)::look,
            new Forgetting(desk, opening)::look,
            new Janitor(opening)::tidy);
  }

  /// Serves until the desk is closed.
  void run() {
    try (var _ = opening.followMessages(desk);
        var _ = opening.followLedger(desk)) {
      while (!desk.isClosed()) {
        listen();
        round();
        if (!desk.isClosed()) { // else the book may not be what the ledger says
          chores.forEach(Runnable::run);
          leaveWhenIdle();
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (StoreException unknown) {
      desk.close(unknown); // whether the queue is still there: the next caller asks again
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "a desk broke down; queue=" + desk.ref(), bug);
      desk.close(new StoreException.Unavailable("the queue's book could not be kept", bug));
    } finally {
      desk.close(new ClosedException("its thread ended"));
      desk.whyClosed().ifPresent(this::refuse);
    }
  }

  private void refuse(RuntimeException why) {
    for (var tickets : List.of(fresh, held.all(), waiting.all(), performed)) {
      tickets.forEach(ticket -> ticket.fail(why));
    }
    desk.refuseInbox(why);
  }

  private void leaveWhenIdle() {
    boolean nobody = fresh.isEmpty() && held.isEmpty() && waiting.isEmpty();
    if (!nobody) {
      visitedAt = System.nanoTime();
    } else if (System.nanoTime() - visitedAt > IDLE.toNanos()) {
      desk.close(new ClosedException("nobody came"));
    }
  }

  /// Waits for something to do and takes all that has gathered.
  private void listen() throws InterruptedException {
    var heard = desk.inbox().poll(pauseMillis(), TimeUnit.MILLISECONDS);
    int taken = 0;
    while (heard != null) {
      take(heard);
      heard = ++taken < GATHERED ? desk.inbox().poll() : null;
    }
    fresh.addAll(waiting.leaving(System.nanoTime()));
  }

  private long pauseMillis() {
    if (!fresh.isEmpty()) {
      return 0;
    }
    if (!held.isEmpty()) {
      return HELD_MILLIS;
    }
    if (waiting.isEmpty()) {
      return TICK_MILLIS;
    }
    var change = book.nextChange(now(), desk.queue().value().config());
    long leaves = waiting.nanosToNext(System.nanoTime()).orElse(Long.MAX_VALUE) / NANOS_A_MILLI + 1;
    long tick = change.isEmpty() ? QUIET_MILLIS : Math.min(TICK_MILLIS, change.getAsLong());
    return Math.min(tick, leaves);
  }

  private long now() {
    return desk.parts().time().instant().toEpochMilli();
  }

  private void take(Heard heard) {
    switch (heard) {
      case Nudge _ -> {}
      case Came(var ticket) -> {
        visitedAt = System.nanoTime();
        if (held.hasHeard(ticket.atLeast())) {
          fresh.add(ticket);
        } else {
          held.add(ticket);
        }
      }
      case Sent(var message) -> sent(message);
      case Arrived(var message) -> {
        book.arrive(message);
        book.arrivedUpTo(message.sequence());
      }
      case Ruled decided -> {
        if (!ledger.apply(decided, book)) {
          desk.close(new ClosedException("the ledger was cut before this adapter had heard it"));
        }
      }
    }
  }

  /// A group's order must not be broken by a message whose predecessor was not heard of yet.
  private void sent(MessageEntry message) {
    boolean next = message.sequence() == book.arrived() + 1;
    if (next || !book.keepsGroups()) {
      book.arrive(message);
    }
    if (next) {
      book.arrivedUpTo(message.sequence());
    }
  }

  /// Performs what can be performed.
  private void round() throws InterruptedException {
    fresh.addAll(held.admitted());
    while (!desk.isClosed()) {
      var found = desk.located();
      if (found.isEmpty()) {
        desk.close(new ClosedException("the queue was removed"));
        return;
      }
      var config = found.get().value().config();
      long now = now();
      if (!waiting.isEmpty() || fresh.stream().anyMatch(Ticket::looks)) {
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

  /// Performs tickets on the proposal until it is full.
  private void perform(Proposal proposal) {
    long now = System.nanoTime();
    fresh.removeIf(Ticket::isCancelled);
    int taken = 0;
    for (; taken < fresh.size() && !proposal.isFull(); taken++) {
      var ticket = fresh.get(taken);
      if (ticket.perform(proposal) || ticket.deadline() - now <= 0) {
        performed.add(ticket);
      } else {
        waiting.add(ticket);
      }
    }
    fresh.subList(0, taken).clear();
    waiting.visit(
        () -> !proposal.isFull() && book.firstReady(Set.of()).isPresent(),
        ticket -> {
          boolean done = !ticket.isCancelled() && ticket.perform(proposal);
          if (done) {
            performed.add(ticket);
          }
          return done || ticket.isCancelled();
        });
    if (proposal.isFull()) {
      desk.nudge(); // for what is left
    }
  }

  private void answer() {
    for (var ticket : performed) {
      if (!ticket.complete()) {
        fresh.add(ticket.takingBack());
      }
    }
    performed.clear();
  }

  /// Appends the proposal to the ledger. Whether it is there now; if not, it was taken back, and
  /// its tickets are fresh again or have failed.
  private boolean append(Proposal proposal) throws InterruptedException {
    return switch (writer.append(ledger.entry(Kind.DECIDED, proposal.changes(), book))) {
      case Kept _ -> true;
      case Behind(var winner) -> {
        proposal.undo();
        fresh.addAll(0, performed);
        performed.clear();
        take(winner);
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
    performed.forEach(ticket -> ticket.fail(why));
    performed.clear();
  }
}
