package io.edgemq.application;

import io.edgemq.domain.TopicRef;
import org.jspecify.annotations.Nullable;

/// A stream's place at the feed of its topic. Its reader's own thread joins; any thread does the
/// rest.
final class FeedPlace {
  private static final long NOWHERE = -1;

  private final TopicFeeds feeds;
  private final TopicRef topic;
  private volatile @Nullable TopicFeed feed;
  private long joinedAt = NOWHERE;

  FeedPlace(TopicFeeds feeds, TopicRef topic) {
    this.feeds = feeds;
    this.topic = topic;
  }

  /// The feed to join; null when the topic is gone.
  @Nullable TopicFeed current() {
    if (feed == null || feed.hasEnded()) {
      feed = feeds.of(topic);
    }
    return feed;
  }

  /// Has the feed hand over everything from `next` on, if it can. It cannot where it did so and the
  /// stream took nothing: there is no room for what is due there.
  boolean join(LiveStream stream, long next) {
    if (next == joinedAt || feed == null || !feed.join(stream, next)) {
      return false;
    }
    joinedAt = next;
    return true;
  }

  /// The stream has read on by itself.
  void movedOn() {
    joinedAt = NOWHERE;
  }

  /// The feed hands nothing more to `stream`.
  void leave(LiveStream stream) {
    if (feed != null) {
      feed.leave(stream);
    }
  }

  /// The stream's filter has changed: the new one is known to who joins after this call, and to the
  /// feed that it joined before.
  void file(LiveStream stream) {
    if (feed != null) {
      feed.file(stream);
    }
  }

  /// As [TopicFeed#fed]; 0 when there was no feed to join yet.
  long fed() {
    return feed == null ? 0 : feed.fed();
  }
}
