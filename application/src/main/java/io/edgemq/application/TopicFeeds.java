package io.edgemq.application;

import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicLog;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The live readers of this process: one for each topic that has streams, for as long as it has.
/// The log is asked without a lock of the process: a topic whose log is slow keeps no other one
/// waiting.
final class TopicFeeds {
  private final TopicLog log;
  private final Map<TopicRef, Entry> entries = new HashMap<>();

  TopicFeeds(TopicLog log) {
    this.log = log;
  }

  /// A stream of the topic begins.
  synchronized void retain(TopicRef topic) {
    entries.computeIfAbsent(topic, _ -> new Entry()).streams++;
  }

  /// A stream of the topic ended; the last one takes the reader with it.
  void release(TopicRef topic) {
    var last = releaseOne(topic);
    if (last != null) {
      last.stop();
    }
  }

  private synchronized @Nullable Entry releaseOne(TopicRef topic) {
    var entry = entries.get(topic);
    if (entry == null || --entry.streams > 0) {
      return null;
    }
    entries.remove(topic);
    return entry;
  }

  /// The live reader of a topic that has a stream; null when the topic is gone. Whoever comes while
  /// it is being opened waits for it.
  @Nullable TopicFeed of(TopicRef topic) {
    return entry(topic).feed(log, topic);
  }

  private synchronized Entry entry(TopicRef topic) {
    var entry = entries.get(topic);
    if (entry == null) {
      throw new IllegalStateException("the topic has no stream");
    }
    return entry;
  }

  /// A topic's reader, and how many need it.
  private static final class Entry {
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable TopicFeed feed;
    private volatile boolean stopped;

    /// Guarded by the feeds, everything else by `opening`.
    private int streams;

    @Nullable TopicFeed feed(TopicLog log, TopicRef topic) {
      opening.lock();
      try {
        if (feed == null || feed.hasEnded()) {
          feed = log.bounds(topic).map(bounds -> TopicFeed.start(log, topic, bounds)).orElse(null);
        }
        return feed;
      } finally {
        opening.unlock();
        stopIfUnused();
      }
    }

    /// Nobody needs it any more. Does not wait for who is opening it: that one stops it.
    void stop() {
      stopped = true;
      stopIfUnused();
    }

    private void stopIfUnused() {
      if (stopped && opening.tryLock()) {
        try {
          if (feed != null) {
            feed.stop();
          }
        } finally {
          opening.unlock();
        }
      }
    }
  }
}
