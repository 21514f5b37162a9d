package io.edgemq.application;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueType;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.SettleMessages.Effect;
import io.edgemq.ports.in.SettleMessages.Order;
import io.edgemq.ports.in.WorkOnQueues.QueueWork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Workers on the queue `jobs`, whose dead letters go to `dead`.
abstract class WorkFixture extends QueueFixture {
  static final Duration SHORT = Duration.ofMillis(20);
  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration LEASE = Duration.ofSeconds(30);

  final Working working =
      new Working(
          admission,
          store.queueCatalog(),
          store.queueStore(),
          new Working.Tools(new Receiving.Tools(signer, waits, calls, clock, traffic), leases));
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void makeQueues() {
    make(DEAD, config(QueueType.STANDARD, null));
    make(JOBS, jobs(QueueType.STANDARD));
  }

  static QueueConfig jobs(QueueType type) {
    return config(type, new DeadLetterPolicy(DEAD, 100));
  }

  @AfterEach
  void close() {
    background.shutdownNow();
    store.close();
  }

  void send(int count) {
    IntStream.range(0, count).forEach(i -> value(sending.send(demo, JOBS, () -> message("m" + i))));
  }

  QueueWork work(int credit) {
    return work(demo, credit);
  }

  QueueWork work(Principal who, int credit) {
    return value(working.open(who, JOBS, credit));
  }

  /// What comes within a moment.
  static List<Received> next(QueueWork work) throws InterruptedException {
    return value(work.next(SHORT));
  }

  <T> Future<T> inBackground(Callable<T> call) {
    return background.submit(call);
  }

  /// What comes while the worker waits, once it does.
  Future<Outcome<List<Received>>> waiting(QueueWork work) throws InterruptedException {
    int before = waits.count();
    var result = inBackground(() -> work.next(LONG));
    while (waits.count() == before && !result.isDone()) {
      Thread.onSpinWait();
    }
    return result;
  }

  static <T> T soon(Future<T> result) throws Exception {
    return result.get(10, TimeUnit.SECONDS);
  }

  Outcome<Effect> ack(Received message) {
    return settle(new Order.Ack(message.receipt()));
  }

  static List<Long> sequences(List<Received> messages) {
    return messages.stream().map(each -> each.message().sequence()).toList();
  }
}
