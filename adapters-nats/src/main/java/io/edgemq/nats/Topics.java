package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicRef;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The topics that this process has to do with, by name.
final class Topics {
  private static final System.Logger LOG = System.getLogger(Topics.class.getName());

  private final Cluster cluster;
  private final Directory<TopicRef, Topic> directory;
  private final RecentKeys recent;
  private final Map<TopicRef, TopicState> states = new ConcurrentHashMap<>();

  Topics(Cluster cluster, Directory<TopicRef, Topic> directory, RecentKeys recent) {
    this.cluster = cluster;
    this.directory = directory;
    this.recent = recent;
  }

  /// The topic of that name, as the directory has it now.
  Optional<TopicState> find(TopicRef ref) {
    var topic = directory.locate(ref);
    if (topic.isEmpty()) {
      return Optional.empty();
    }
    var state = states.get(ref);
    if (state == null || !state.follows(topic.get())) {
      state = states.compute(ref, (_, known) -> follow(ref, topic.get(), known));
    }
    return state.isReady() ? Optional.of(state) : Optional.empty();
  }

  private TopicState follow(TopicRef ref, Existing<Topic> topic, @Nullable TopicState known) {
    if (known != null && known.follows(topic)) {
      return known;
    }
    if (known != null) {
      known.remove();
    }
    return new TopicState(cluster, ref, topic, recent);
  }

  /// Whether a topic is still there, as the directory has it now; its readers end if not.
  boolean isThere(TopicState state) {
    var topic = directory.locate(state.ref());
    boolean there = topic.isPresent() && state.follows(topic.get());
    if (!there) {
      state.remove();
      states.remove(state.ref(), state);
    }
    return there;
  }

  /// Told that a topic was made, changed or removed. Returns at once.
  void changed(TopicRef ref) {
    var state = states.get(ref);
    if (state != null) {
      var unused = Thread.ofVirtual().name("edgemq-nats-topic-changed").start(() -> look(state));
    }
  }

  private void look(TopicState state) {
    try {
      boolean unused = isThere(state);
    } catch (StoreException later) {
      LOG.log(System.Logger.Level.DEBUG, "topic not looked up", later); // its readers will
    }
  }
}
