package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/// Tells deliveries that their topic has grown, with one reader for each topic of this process that
/// has any.
final class TopicWakes implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TopicWakes.class.getName());
  private static final int READ_AT_ONCE = 256;
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final long AFTER_OUTAGE_MILLIS = 1_000;

  private final TopicLog log;
  private final Map<TopicRef, Watched> topics = new HashMap<>();

  TopicWakes(TopicLog log) {
    this.log = log;
  }

  /// Calls `listener` with the topic's last sequence whenever it has grown, from now on.
  synchronized void add(TopicRef topic, LongConsumer listener) {
    topics.computeIfAbsent(topic, Watched::new).listeners.add(listener);
  }

  /// No longer calls `listener`.
  synchronized void remove(TopicRef topic, LongConsumer listener) {
    var watched = topics.get(topic);
    if (watched != null && watched.listeners.remove(listener) && watched.listeners.isEmpty()) {
      topics.remove(topic);
      watched.stop();
    }
  }

  @Override
  public synchronized void close() {
    topics.values().forEach(Watched::stop);
    topics.clear();
  }

  /// A topic, and who is told.
  private final class Watched {
    private final Set<LongConsumer> listeners = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final TopicRef topic;
    private final Thread thread;

    private Watched(TopicRef topic) {
      this.topic = topic;
      this.thread = Thread.ofVirtual().name("push-wake-" + topic.name().value()).start(this::watch);
    }

    private void stop() {
      stopping.countDown();
      thread.interrupt();
    }

    private void watch() {
      try {
        do {
          follow();
        } while (!stopping.await(AFTER_OUTAGE_MILLIS, TimeUnit.MILLISECONDS));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }

    /// Follows the topic until it is gone or its store is out.
    private void follow() throws InterruptedException {
      try {
        var bounds = log.bounds(topic);
        var reader = bounds.flatMap(found -> log.tail(topic, found.last() + 1));
        if (bounds.isPresent() && reader.isPresent()) {
          tell(bounds.get().last());
          try (var open = reader.get()) {
            while (passOn(open.next(READ_AT_ONCE, WAIT))) {}
          }
        }
      } catch (StoreException outage) {
        LOG.log(Level.WARNING, "deliveries wait for the store of their topic", outage);
      }
    }

    private boolean passOn(TopicReader.Tail tail) {
      return switch (tail) {
        case TopicReader.Messages(var messages, _) -> {
          if (!messages.isEmpty()) {
            tell(messages.getLast().sequence());
          }
          yield true;
        }
        case TopicReader.Ended _ -> false;
      };
    }

    private void tell(long last) {
      listeners.forEach(listener -> listener.accept(last));
    }
  }
}
