package io.edgemq.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// All clients of a run. They send and receive on a standard queue and a FIFO queue. They receive
/// the dead letters of the standard queue and redrive them. They publish to a topic, and one reader
/// for each adapter reads its stream.
final class Load {
  private static final int SENDERS = 6;
  private static final int GROUPS = 10;
  private static final int PUBLISHERS = 4;
  private static final int RECEIVERS = 4;
  static final int READERS = 3;
  private static final Duration SEND_PAUSE = Duration.ofMillis(80);
  private static final Duration GROUP_PAUSE = Duration.ofMillis(400);
  private static final Duration PUBLISH_PAUSE = Duration.ofMillis(120);
  private static final Duration DRAIN = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// A message that is being moved is in no queue's count. An adapter finishes an abandoned move
  /// within this time: three times the timeout of a cluster call, and a call.
  private static final Duration QUIET = Duration.ofSeconds(25);

  private static final DeadLetterRule DEAD_LETTERS = new DeadLetterRule("q", "q-dead", 3);
  private static final Habits WORK = new Habits("q", 4, 6, 1, 6, 20);
  private static final Habits FIFO_WORK = new Habits("q.fifo", 4, 6, 1, 0, 0);
  private static final Habits REPAIR = new Habits(DEAD_LETTERS.target(), 10, 60, 5, 0, 0);

  private final Rotation client;
  private final Random random;
  private final QueueLedger standard = new QueueLedger(DEAD_LETTERS);
  private final QueueLedger fifo = new QueueLedger("q.fifo");
  private final TopicLedger topic = new TopicLedger();
  private final AtomicBoolean sent = new AtomicBoolean();
  private final Redriver redriver;
  private final AtomicBoolean received = new AtomicBoolean();
  private final List<Thread> producing = new ArrayList<>();
  private final List<Thread> consuming = new ArrayList<>();
  private final List<Thread> reading = new ArrayList<>();
  private final List<StreamReader> readers = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  Load(Rotation client, Random random) {
    this.client = client;
    this.random = random;
    this.redriver = new Redriver(client, DEAD_LETTERS, sent);
  }

  /// The work of one client.
  private interface Work {
    void run() throws InterruptedException;
  }

  /// Creates the queues and the topic, and starts all clients.
  void start() throws IOException, InterruptedException {
    create("/v1/queues", "{\"name\":\"%s\"}".formatted(DEAD_LETTERS.target()));
    create(
        "/v1/queues",
        "{\"name\":\"q\",\"dead_letter\":{\"queue\":\"%s\",\"max_receives\":%d}}"
            .formatted(DEAD_LETTERS.target(), DEAD_LETTERS.maxReceives()));
    create("/v1/queues", "{\"name\":\"q.fifo\",\"fifo\":true}");
    create("/v1/topics", "{\"name\":\"t\"}");
    startProducers(new Producers(client, sent));
    startConsumers(new Consumers(client, sent, received));
    for (int i = 1; i <= READERS; i++) {
      var reader = new StreamReader("reader-" + i, client, topic);
      readers.add(reader);
      reading.add(start(reader::run));
    }
  }

  private void create(String path, String what) throws IOException, InterruptedException {
    var answer = client.until(PATIENCE, path, Rotation.body(what));
    if (answer.status() / 100 != 2) {
      throw new IllegalStateException(answer.status() + " " + answer.text());
    }
  }

  private void startProducers(Producers producers) {
    for (int i = 1; i <= SENDERS; i++) {
      var name = "s" + i;
      producing.add(start(() -> producers.send(name, standard, SEND_PAUSE)));
    }
    for (int i = 1; i <= GROUPS; i++) {
      var group = "g" + i;
      producing.add(start(() -> producers.sendInOrder(group, fifo, GROUP_PAUSE)));
    }
    for (int i = 1; i <= PUBLISHERS; i++) {
      var name = "p" + i;
      producing.add(start(() -> producers.publish(name, topic, PUBLISH_PAUSE)));
    }
  }

  private void startConsumers(Consumers consumers) {
    for (int i = 0; i < RECEIVERS; i++) {
      receive(consumers, standard, WORK);
      receive(consumers, fifo, FIFO_WORK);
    }
    receive(consumers, standard, REPAIR);
    var plans = new Random(random.nextLong());
    producing.add(start(() -> redriver.work(standard, plans)));
  }

  private void receive(Consumers consumers, QueueLedger ledger, Habits habits) {
    var chances = new Random(random.nextLong());
    consuming.add(start(() -> consumers.work(ledger, habits, chances)));
  }

  private Thread start(Work work) {
    return Thread.ofVirtual()
        .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
        .start(
            () -> {
              try {
                work.run();
              } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /// Stops sending, and returns once everything is received and read. Throws
  /// [IllegalStateException] when that takes longer than two minutes.
  void drain() throws IOException, InterruptedException {
    sent.set(true);
    join(producing);
    long last = lastSequence();
    awaitNothingLeft(last);
    received.set(true);
    join(consuming);
    reading.forEach(Thread::interrupt);
    join(reading);
    topic.end(last);
  }

  /// A message that is being moved is in neither queue's count. So an empty queue says little while
  /// a message may still be on its way.
  private void awaitNothingLeft(long last) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + DRAIN.toNanos();
    long quietSince = System.nanoTime();
    while (true) {
      if (!areEmpty() || !isRead(last)) {
        quietSince = System.nanoTime();
      } else if (standard.isSettled() || System.nanoTime() - quietSince > QUIET.toNanos()) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("messages are left: " + left());
      }
      Rotation.rest(Duration.ofMillis(500));
    }
  }

  private boolean areEmpty() throws IOException, InterruptedException {
    return isEmpty("q") && isEmpty(DEAD_LETTERS.target()) && isEmpty("q.fifo");
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (var thread : threads) {
      if (!thread.join(DRAIN)) {
        throw new IllegalStateException("a client does not end");
      }
    }
  }

  private JsonNode counts(String queue) throws IOException, InterruptedException {
    var answer = client.until(PATIENCE, "/v1/queues/" + queue, request -> request.GET());
    return answer.json().get("counts");
  }

  private boolean isEmpty(String queue) throws IOException, InterruptedException {
    var counts = counts(queue);
    return counts.get("ready").asLong() == 0
        && counts.get("in_flight").asLong() == 0
        && counts.get("delayed").asLong() == 0;
  }

  private long lastSequence() throws IOException, InterruptedException {
    return client
        .until(PATIENCE, "/v1/topics/t", request -> request.GET())
        .json()
        .get("last_sequence")
        .asLong();
  }

  private boolean isRead(long last) {
    return topic.positions().size() == READERS
        && topic.positions().values().stream().allMatch(position -> position >= last);
  }

  private String left() throws IOException, InterruptedException {
    return "q %s, its dead letters %s, q.fifo %s, readers %s"
        .formatted(counts("q"), counts(DEAD_LETTERS.target()), counts("q.fifo"), topic.positions());
  }

  QueueLedger standard() {
    return standard;
  }

  QueueLedger fifo() {
    return fifo;
  }

  Redriver redriver() {
    return redriver;
  }

  TopicLedger topic() {
    return topic;
  }

  /// All violations.
  List<String> violations() {
    var all = new ArrayList<>(standard.violations());
    all.addAll(fifo.violations());
    all.addAll(topic.violations());
    return all;
  }

  /// The failures of clients that should not have ended.
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /// The number of streams that ended with a request to reconnect.
  long toldToComeAgain() {
    return readers.stream().mapToLong(StreamReader::toldToComeAgain).sum();
  }

  /// The number of streams that the readers opened.
  long streams() {
    return readers.stream().mapToLong(StreamReader::opened).sum();
  }
}
