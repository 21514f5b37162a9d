package io.edgemq.application;

import io.edgemq.domain.Lease;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.in.WorkOnQueues.QueueWork;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One worker on one queue.
final class QueueWorker implements QueueWork, TimedWait {
  private final Working working;
  private final Principal who;
  private final QueueRef queue;
  private final WorkCredit credit;
  private volatile Waits.@Nullable Wait wait;

  QueueWorker(Working working, Principal who, QueueRef queue, int credit) {
    this.working = working;
    this.who = who;
    this.queue = queue;
    this.credit = new WorkCredit(working.leases(), working.clock(), credit);
  }

  QueueRef queue() {
    return queue;
  }

  @Override
  public Outcome<List<Received>> next(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (true) {
      int free = credit.free();
      if (free == 0) {
        free = awaitCredit(deadline);
      }
      if (credit.isClosed()) {
        return Outcome.done(List.of());
      }
      var objection = working.objection(who, queue);
      if (objection.isPresent()) {
        return Outcome.refused(objection.get());
      }
      var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      var leased = free == 0 ? Outcome.done(List.<LeasedMessage>of()) : lease(left);
      var received = leased.then(this::keep);
      if (System.nanoTime() - deadline >= 0 || !isNothing(received)) {
        return received;
      }
    }
  }

  private static boolean isNothing(Outcome<List<Received>> received) {
    return received instanceof Outcome.Done<List<Received>>(var messages) && messages.isEmpty();
  }

  /// How much credit there is, as soon as there is some, when the time is over, or when the wait
  /// was ended.
  private int awaitCredit(long deadline) throws InterruptedException {
    long end = new Expiry(who.expiresAt(), working.clock()).orBefore(deadline);
    var waits = working.waits();
    working.beginWaiting(this);
    try {
      return waits.during(newWait(), () -> credit.await(end), () -> 0);
    } finally {
      working.endWaiting(this);
    }
  }

  /// Nobody may end what does not wait. What changes the credit after it was looked at ends the
  /// wait.
  private Outcome<List<LeasedMessage>> lease(Duration left) throws InterruptedException {
    var own = left.isZero() ? new Waits.Wait(who) : newWait();
    int max = Math.min(credit.free(), working.mostAtOnce(queue));
    if (max == 0) {
      own.close();
      return Outcome.done(List.of());
    }
    return working.receiving().lease(queue, new ReceiveRequest(max, null, left), own);
  }

  /// The wait that begins now, which is over when the work is or when its credit is another.
  private Waits.Wait newWait() {
    var next = new Waits.Wait(who);
    wait = next;
    if (credit.isClosed()) {
      next.end();
    }
    return next;
  }

  /// What nobody gets any more, or what there is no credit for any more, counts as never leased.
  private Outcome<List<Received>> keep(List<LeasedMessage> leased) {
    var held =
        leased.stream()
            .map(each -> new HeldLease(this, each.message().sequence(), each.lease()))
            .toList();
    int taken = working.waits().areOver() ? 0 : credit.take(held);
    returning().unreceive(handles(held.subList(taken, held.size())));
    return Outcome.done(working.receiving().sign(queue, leased.subList(0, taken)));
  }

  @Override
  public void giveBack(List<Received> messages) {
    var leases = credit.takeBack(queue, working.receiving().handles(queue, messages));
    returning().unreceive(handles(leases));
  }

  private Returning returning() {
    return new Returning(working.store(), queue);
  }

  @Override
  public Outcome<Unit> credit(int most) {
    Optional<Refusal> refusal = Working.check(most);
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    credit.allow(most);
    endWait();
    return Unit.done();
  }

  @Override
  public int unsettled() {
    return credit.unsettled();
  }

  /// A settlement ended the lease.
  void ended(HeldLease lease) {
    credit.giveBack(lease);
  }

  /// The lease goes on as `extended`.
  void extended(HeldLease lease, Lease extended) {
    credit.extend(lease, extended);
  }

  @Override
  public void wakeWhenOverdue(long now) {
    credit.wakeWhenOverdue(now);
  }

  @Override
  public void close() {
    var unsettled = credit.close();
    endWait();
    returning().giveBack(handles(unsettled));
  }

  private void endWait() {
    var current = wait;
    if (current != null) {
      current.end();
    }
  }

  private static List<LeaseHandle> handles(List<HeldLease> leases) {
    return leases.stream().map(HeldLease::handle).toList();
  }
}
