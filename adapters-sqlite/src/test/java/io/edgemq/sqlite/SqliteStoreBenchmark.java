package io.edgemq.sqlite;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.ports.out.StoreTime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/// Prints how fast the store is without any transport: `SqliteStoreBenchmark [DIRECTORY
/// [SECONDS]]`. No test: figures of a shared machine say something only beside others of the same
/// run.
public final class SqliteStoreBenchmark {
  private static final TenantId TENANT = new TenantId("bench");
  private static final int BACKLOG = 1_000_000;

  private final SqliteStore store;
  private final long nanos;
  private final Content content;

  private SqliteStoreBenchmark(SqliteStore store, long nanos) {
    this.store = store;
    this.nanos = nanos;
    var body = new byte[256];
    new Random(1).nextBytes(body);
    this.content = new Content("application/json", Attributes.NONE, new Payload(body));
  }

  /// Runs everything once as a warm-up and once for the figures.
  public static void main(String[] arguments) throws Exception {
    var directory =
        arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("edgemq-bench");
    long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 5;
    var config = SqliteConfig.in(directory);
    try (var store = SqliteStore.open(config, StoreTime.steady(InstantSource.system()))) {
      var benchmark = new SqliteStoreBenchmark(store, Duration.ofSeconds(seconds).toNanos());
      benchmark.round("warm");
      System.out.println("-- measured");
      benchmark.round("hot");
      benchmark.backlog();
      store.monitor().readings().forEach(r -> System.out.printf("%s %.1f%n", r.name(), r.value()));
    }
    long begin = System.nanoTime();
    SqliteStore.open(config, StoreTime.steady(InstantSource.system())).close();
    System.out.printf("open and close: %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    delete(directory);
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private interface Step {
    long run() throws InterruptedException;
  }

  private void round(String name) throws InterruptedException {
    var topic = new TopicRef(TENANT, new TopicName(name));
    store
        .topicCatalog()
        .create(TENANT, new Topic(topic.name(), TopicConfig.DEFAULT, Instant.EPOCH));
    var message = new NewTopicMessage(new Subject(name + ".eu.created"), content, null);
    for (int threads : new int[] {1, 8, 64, 256}) {
      measure(
          "append, threads",
          threads,
          () -> {
            store.topicLog().append(topic, List.of(message));
            return 1;
          });
    }
    var batch = Collections.nCopies(64, message);
    measure(
        "append of 64, threads",
        8,
        () -> {
          store.topicLog().append(topic, batch);
          return 64;
        });
    var queue = queue(name);
    measure("send, threads", 64, () -> send(queue, 1));
    for (int threads : new int[] {8, 64}) {
      drain(name + threads, threads, 200_000);
    }
    var both = queue(name + "both");
    measure(
        "send+receive+ack, threads",
        64,
        () -> {
          send(both, 1);
          return consume(both, 1);
        });
  }

  private void backlog() throws InterruptedException {
    drain("fresh", 8, BACKLOG);
    var queue = queue("leased");
    fill(queue, BACKLOG / 10);
    while (leaseForLong(queue) > 0) {}
    fill(queue, BACKLOG / 5);
    measure("receive+ack of 10 beside 100k leases, threads", 8, () -> consume(queue, 10));
  }

  private long leaseForLong(QueueRef queue) throws InterruptedException {
    var request = new ReceiveRequest(100, Duration.ofHours(1), Duration.ZERO);
    return ((Received) store.queueStore().receive(queue, request)).messages().size();
  }

  private void drain(String name, int threads, int backlog) throws InterruptedException {
    var queue = queue(name);
    fill(queue, backlog);
    measure("receive+ack of 10 from " + backlog + ", threads", threads, () -> consume(queue, 10));
  }

  private QueueRef queue(String name) {
    var ref = new QueueRef(TENANT, new QueueName(name));
    var config = QueueConfig.standard(1 << 20);
    store.queueCatalog().create(TENANT, new Queue(ref.name(), config, Instant.EPOCH));
    return ref;
  }

  private long send(QueueRef queue, int count) {
    var message = new NewQueueMessage(content, Duration.ZERO, null, null);
    store.queueStore().send(queue, Collections.nCopies(count, message));
    return count;
  }

  private void fill(QueueRef queue, int count) {
    for (int i = 0; i < count; i += 1000) {
      send(queue, 1000);
    }
  }

  private long consume(QueueRef queue, int max) throws InterruptedException {
    var request = new ReceiveRequest(max, Duration.ofSeconds(30), Duration.ZERO);
    var received = (Received) store.queueStore().receive(queue, request);
    if (received.messages().isEmpty()) {
      return -1;
    }
    var acks = new ArrayList<Settlement>();
    received.messages().forEach(m -> acks.add(new Settlement.Ack(m.lease().handle())));
    store.queueStore().settle(queue, acks);
    return received.messages().size();
  }

  private void measure(String what, int threads, Step step) throws InterruptedException {
    var done = new LongAdder();
    long begin = System.nanoTime();
    double commits = commits();
    double writer = writerNanos();
    double process = processNanos();
    var running = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      running.add(Thread.ofVirtual().start(() -> repeat(step, begin, done)));
    }
    for (var thread : running) {
      thread.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double count = done.sum();
    System.out.printf(
        "%-50s %3d %9.0f/s  commits %6.0f/s  writer %6.2f us  process %6.2f us%n",
        what,
        threads,
        count / seconds,
        (commits() - commits) / seconds,
        (writerNanos() - writer) / count / 1e3,
        (processNanos() - process) / count / 1e3);
  }

  /// Processor time, which tells more than speed where others use the machine too.
  private static double processNanos() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return ((com.sun.management.OperatingSystemMXBean) system).getProcessCpuTime();
  }

  private static double writerNanos() {
    var threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().equals("sqlite-writer"))
        .mapToDouble(thread -> threads.getThreadCpuTime(thread.getThreadId()))
        .sum();
  }

  private double commits() {
    return store.monitor().readings().getFirst().value();
  }

  private void repeat(Step step, long begin, LongAdder done) {
    try {
      while (System.nanoTime() - begin < nanos) {
        long count = step.run();
        if (count < 0) {
          return;
        }
        done.add(count);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
