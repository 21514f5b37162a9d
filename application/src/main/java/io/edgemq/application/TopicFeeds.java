package io.edgemq.application;

import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicLog;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The live readers of this process: one for each topic that has streams, for as long as it has.
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
  synchronized void release(TopicRef topic) {
    var entry = entries.get(topic);
    if (entry != null && --entry.streams == 0) {
      entries.remove(topic);
      if (entry.feed != null) {
        entry.feed.stop();
      }
    }
  }

  /// The live reader of a topic that has a stream; null when the topic is gone.
  synchronized @Nullable TopicFeed of(TopicRef topic) {
    var entry = entries.get(topic);
    if (entry == null) {
      throw new IllegalStateException("the topic has no stream");
    }
    if (entry.feed == null || entry.feed.hasEnded()) {
      entry.feed =
          log.state(topic).map(state -> TopicFeed.start(log, topic, state.bounds())).orElse(null);
    }
    return entry.feed;
  }

  /// A topic's reader, and how many need it.
  private static final class Entry {
    private int streams;
    private @Nullable TopicFeed feed;
  }
}
