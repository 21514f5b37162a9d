package io.edgemq.nats.topic;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Purges messages that topics no longer retain. What is retained is computed where it is asked
/// for; this only frees the room, a little later.
final class TopicUpkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TopicUpkeep.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Set<JetStreamTopic> due = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  TopicUpkeep(InstantSource clock) {
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("edgemq-nats-topic-upkeep").start(this::run);
  }

  /// Schedules the upkeep of a topic that got more or older messages.
  void look(JetStreamTopic topic) {
    due.add(topic);
  }

  private void run() {
    try {
      while (!closing.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
        for (var topic : List.copyOf(due)) {
          due.remove(topic);
          tidy(topic);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void tidy(JetStreamTopic topic) {
    try {
      topic.tidy(clock.instant());
    } catch (StoreException later) {
      LOG.log(System.Logger.Level.DEBUG, "topic not tidied", later);
      if (!topic.isRemoved() && !Thread.currentThread().isInterrupted()) {
        due.add(topic);
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
