package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.SettleMessages.Order;
import io.edgemq.ports.in.WorkOnQueues.QueueWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Workers that come and go, beside others that settle what they got.
@Timeout(60)
final class WorkConcurrencyTest extends WorkFixture {
  private static final int MESSAGES = 3000;
  private static final int WORKERS = 8;
  private static final int SETTLERS = 4;
  private static final int CREDIT = 5;

  private final BlockingQueue<Handed> handed = new LinkedBlockingQueue<>();
  private final Set<Long> leased = ConcurrentHashMap.newKeySet();
  private final Set<Long> done = ConcurrentHashMap.newKeySet();
  private final List<String> complaints = new ArrayList<>();
  private final CountDownLatch left = new CountDownLatch(MESSAGES);

  /// A message in the hands of one connection.
  private record Handed(Received message, Connection connection) {}

  /// What a worker that is connected has unsettled.
  private final class Connection {
    private final AtomicInteger unsettled = new AtomicInteger();
    private final Set<Long> held = new HashSet<>();

    /// Takes it before anybody else can know of it.
    synchronized void got(Received message) {
      long sequence = message.message().sequence();
      held.add(sequence);
      if (done.contains(sequence)) {
        complain("leased after it was done: " + sequence);
      }
      if (!leased.add(sequence)) {
        complain("leased twice: " + sequence);
      }
      if (unsettled.incrementAndGet() > CREDIT) {
        complain("unsettled: " + unsettled);
      }
    }

    /// Whether it was still here to be settled.
    synchronized boolean letGo(Received message) {
      long sequence = message.message().sequence();
      if (!held.remove(sequence)) {
        return false;
      }
      leased.remove(sequence);
      unsettled.decrementAndGet();
      return true;
    }

    synchronized void letGoAll() {
      leased.removeAll(held);
      held.clear();
    }
  }

  private void complain(String what) {
    synchronized (complaints) {
      complaints.add(what);
    }
  }

  @Test
  void no_worker_has_more_than_its_credit_and_nothing_is_lost_or_leased_twice() throws Exception {
    send(MESSAGES);
    var all = new ArrayList<Future<?>>();
    for (int i = 0; i < WORKERS; i++) {
      int seed = i;
      all.add(inBackground(() -> workOn(new Random(seed))));
    }
    for (int i = 0; i < SETTLERS; i++) {
      int seed = i;
      all.add(inBackground(() -> settleAll(new Random(seed))));
    }

    assertThat(left.await(50, TimeUnit.SECONDS)).as("%d are done", done.size()).isTrue();

    for (var each : all) {
      soon(each);
    }
    assertThat(complaints).isEmpty();
    assertThat(receive(JOBS, 1)).isEmpty();
    assertThat(leases.size()).isZero();
  }

  /// Connects again and again.
  private int workOn(Random random) throws InterruptedException {
    int connections = 0;
    while (left.getCount() > 0) {
      try (var work = work(CREDIT)) {
        var connection = new Connection();
        for (int i = random.nextInt(30); i >= 0 && left.getCount() > 0; i--) {
          takeSome(work, connection);
        }
        connection.letGoAll();
      }
      connections++;
    }
    return connections;
  }

  private void takeSome(QueueWork work, Connection connection) throws InterruptedException {
    for (var message : value(work.next(SHORT))) {
      connection.got(message);
      handed.add(new Handed(message, connection));
    }
  }

  private int settleAll(Random random) throws InterruptedException {
    int settled = 0;
    while (left.getCount() > 0) {
      var next = handed.poll(10, TimeUnit.MILLISECONDS);
      if (next != null && next.connection().letGo(next.message())) {
        settle(next.message(), random);
        settled++;
      }
    }
    return settled;
  }

  private void settle(Received message, Random random) {
    if (random.nextInt(4) == 0) {
      var unused = settle(new Order.Nack(message.receipt(), Duration.ZERO));
      return;
    }
    long sequence = message.message().sequence();
    if (ack(message) instanceof Outcome.Done) {
      if (done.add(sequence)) { // else its worker had left, and another one's was done before
        left.countDown();
      }
    }
  }
}
