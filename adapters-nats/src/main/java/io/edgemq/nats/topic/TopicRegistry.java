package io.edgemq.nats.topic;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicRef;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.ResourceLookup;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The topics that this process uses, by name.
final class TopicRegistry {
  private static final System.Logger LOG = System.getLogger(TopicRegistry.class.getName());

  private final JetStreamTopic.Parts parts;
  private final ResourceLookup<TopicRef, Topic> catalog;
  private final Map<TopicRef, JetStreamTopic> states = new ConcurrentHashMap<>();

  TopicRegistry(JetStreamTopic.Parts parts) {
    this.parts = parts;
    this.catalog = parts.catalog();
  }

  /// The topic of that name, as in the catalog now.
  Optional<JetStreamTopic> find(TopicRef ref) {
    var topic = catalog.locate(ref);
    if (topic.isEmpty()) {
      return Optional.empty();
    }
    var state = states.get(ref);
    if (state == null || !state.follows(topic.get())) {
      state = states.compute(ref, (_, known) -> follow(ref, topic.get(), known));
    }
    return state.isReady() ? Optional.of(state) : Optional.empty();
  }

  private JetStreamTopic follow(
      TopicRef ref, Incarnated<Topic> topic, @Nullable JetStreamTopic known) {
    if (known != null && known.follows(topic)) {
      return known;
    }
    if (known != null) {
      known.remove();
    }
    return new JetStreamTopic(parts, ref, topic);
  }

  /// Whether a topic still exists in the catalog; ends its readers if not.
  boolean isThere(JetStreamTopic state) {
    var topic = catalog.locate(state.ref());
    boolean there = topic.isPresent() && state.follows(topic.get());
    if (!there) {
      state.remove();
      states.remove(state.ref(), state);
    }
    return there;
  }

  /// Called when a topic was created, changed or removed. Returns at once.
  void changed(TopicRef ref) {
    var state = states.get(ref);
    if (state != null) {
      var unused = Thread.ofVirtual().name("edgemq-nats-topic-changed").start(() -> look(state));
    }
  }

  private void look(JetStreamTopic state) {
    try {
      boolean unused = isThere(state);
    } catch (StoreException later) {
      LOG.log(
          System.Logger.Level.DEBUG, "topic not looked up", later); // its readers will look again
    }
  }
}
