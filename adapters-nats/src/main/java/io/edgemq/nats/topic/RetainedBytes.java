package io.edgemq.nats.topic;

import io.edgemq.domain.TopicRef;
import java.time.InstantSource;
import java.util.OptionalLong;

/// How many bytes the messages have that topics retain. Their streams hold more: what was dropped
/// stays there for a while.
public final class RetainedBytes {
  /// Of more messages than this it is not told, unless they are counted anyway: the headers of all
  /// of them would have to be read.
  private static final long MOST = 100_000;

  /// What headers and the server's own record take of a message without attributes, about.
  private static final long BESIDES = 128;

  private final TopicRegistry topics;
  private final InstantSource clock;

  RetainedBytes(TopicRegistry topics, InstantSource clock) {
    this.topics = topics;
    this.clock = clock;
  }

  /// Empty when there is no such topic, when its stream holds nothing else, or when there are too
  /// many messages to tell.
  ///
  /// @throws io.edgemq.domain.StoreException when the servers do not answer
  public OptionalLong of(TopicRef ref) {
    return topics.find(ref).map(this::of).orElse(OptionalLong.empty());
  }

  private OptionalLong of(JetStreamTopic topic) {
    var held = topic.look();
    if (held.isEmpty()) {
      return OptionalLong.empty();
    }
    var now = clock.instant();
    var retained = topic.knownBoundsAt(now);
    if (topic.config().maxBytes() == null) {
      boolean whole = retained.first() <= held.get().first();
      if (whole || retained.last() - retained.first() >= MOST) {
        return OptionalLong.empty();
      }
    }
    var state = topic.stateAt(now);
    return OptionalLong.of(state.bytes() + BESIDES * state.messages());
  }
}
