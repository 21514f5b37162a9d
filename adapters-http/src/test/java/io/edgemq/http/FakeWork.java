package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.in.WorkOnQueues;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Work that hands out what a test has put there, and remembers what was asked of it.
final class FakeWork implements WorkOnQueues {
  /// How soon who waits for a message sees that it is refused.
  private static final long LOOK_MILLIS = 10;

  final BlockingQueue<Received> ready = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> credits = new LinkedBlockingQueue<>();
  final BlockingQueue<Received> returned = new LinkedBlockingQueue<>();
  final CountDownLatch closed = new CountDownLatch(1);
  volatile @Nullable Refusal refusal;

  @Override
  public Outcome<QueueWork> open(Principal principal, QueueName queue, int credit) {
    var objection = refusal;
    if (objection != null) {
      return Outcome.refused(objection);
    }
    credits.add(credit);
    return Outcome.done(new Work());
  }

  private final class Work implements QueueWork {
    private final AtomicInteger handedOut = new AtomicInteger();

    @Override
    public Outcome<List<Received>> next(Duration longest) throws InterruptedException {
      long end = System.nanoTime() + longest.toNanos();
      while (true) {
        var first = ready.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          handedOut.incrementAndGet();
          return Outcome.done(List.of(first));
        }
        var objection = refusal;
        if (objection != null) {
          return Outcome.refused(objection);
        }
        if (System.nanoTime() - end >= 0) {
          return Outcome.done(List.of());
        }
      }
    }

    @Override
    public Outcome<Unit> credit(int credit) {
      credits.add(credit);
      return Unit.done();
    }

    @Override
    public void giveBack(List<Received> messages) {
      handedOut.addAndGet(-messages.size());
      returned.addAll(messages);
    }

    @Override
    public int unsettled() {
      return handedOut.get();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
