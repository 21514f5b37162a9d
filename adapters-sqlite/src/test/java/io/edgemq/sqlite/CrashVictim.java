package io.edgemq.sqlite;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.QueueStore.Forwarded;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.ports.out.QueueStore.Sent;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.TopicLog.Appended;
import io.edgemq.testkit.TestMessages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A process that writes to a store until it is killed, and prints what the store acknowledged:
/// `sent 7`, `acked 7`, `leased 7 1` (attempt 1), `appended 7`, `forwarded 7` (the mark).
public final class CrashVictim {
  static final QueueRef QUEUE = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  static final TopicRef TOPIC = new TopicRef(QUEUE.tenant(), new TopicName("orders"));

  static final QueueRef FORWARDED = new QueueRef(QUEUE.tenant(), new QueueName("forwarded"));
  static final SourceId SOURCE = new SourceId("sub_1-0");

  private final SqliteStore store;

  private CrashVictim(SqliteStore store) {
    this.store = store;
  }

  /// Opens the store in the directory that is the first argument.
  @SuppressWarnings("MustBeClosedChecker") // it is not closed: the process is killed
  public static void main(String[] arguments) throws InterruptedException {
    var config = SqliteConfig.in(Path.of(arguments[0]));
    var store = SqliteStore.open(config, StoreTime.steady(InstantSource.system()));
    for (var ref : List.of(QUEUE, FORWARDED)) {
      var queue = new Queue(ref.name(), QueueConfig.standard(1 << 20), Instant.EPOCH);
      store.queueCatalog().create(ref.tenant(), queue);
    }
    var topic = new Topic(TOPIC.name(), TopicConfig.DEFAULT, Instant.EPOCH);
    store.topicCatalog().create(TOPIC.tenant(), topic);
    var victim = new CrashVictim(store);
    for (int i = 0; i < 4; i++) {
      Thread.ofPlatform().start(victim::send);
      Thread.ofPlatform().start(victim::append);
    }
    Thread.ofPlatform().start(victim::consume);
    Thread.ofPlatform().start(victim::forward);
    Thread.currentThread().join();
  }

  private static void say(String text) {
    System.out.println(text);
  }

  private void send() {
    while (true) {
      var sent = (Sent) store.queueStore().send(QUEUE, List.of(TestMessages.message("job")));
      say("sent " + sent.entries().getFirst().sequence());
    }
  }

  private void append() {
    while (true) {
      var message = TestMessages.about("orders.eu", "order");
      var appended = (Appended) store.topicLog().append(TOPIC, List.of(message));
      say("appended " + appended.entries().getFirst().sequence());
    }
  }

  /// Goes on behind the mark, two at a time.
  private void forward() {
    long mark = 0;
    while (true) {
      var batch = List.of(source(mark + 1), source(mark + 2));
      mark = ((Forwarded) store.queueStore().forward(FORWARDED, SOURCE, batch)).mark();
      say("forwarded " + mark);
    }
  }

  private static SourceMessage source(long sequence) {
    return new SourceMessage(sequence, TestMessages.message(Long.toString(sequence)));
  }

  /// Leases messages, and acknowledges every other one.
  private void consume() {
    var request = new ReceiveRequest(2, Duration.ofHours(1), Duration.ofSeconds(20));
    try {
      while (true) {
        var messages = ((Received) store.queueStore().receive(QUEUE, request)).messages();
        messages.forEach(m -> say("leased " + m.message().sequence() + " " + m.lease().attempt()));
        var first = messages.getFirst();
        store.queueStore().settle(QUEUE, List.of(new Settlement.Ack(first.lease().handle())));
        say("acked " + first.message().sequence());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
