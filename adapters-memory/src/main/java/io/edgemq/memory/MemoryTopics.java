package io.edgemq.memory;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The topics of a store. Its catalog, its log and its subscriptions share them.
final class MemoryTopics {
  private final Guard guard;
  private final Map<TenantId, NavigableMap<String, MemoryTopic>> tenants = new HashMap<>();
  private final Formers<TopicRef> formers = new Formers<>();

  MemoryTopics(Guard guard) {
    this.guard = guard;
  }

  Guard guard() {
    return guard;
  }

  /// The topic, after messages past its retention or limits have been dropped.
  Optional<MemoryTopic> find(TopicRef ref) {
    var state = Optional.ofNullable(ofTenant(ref.tenant()).get(ref.name().value()));
    state.ifPresent(s -> s.trim(guard.instant()));
    return state;
  }

  NavigableMap<String, MemoryTopic> ofTenant(TenantId tenant) {
    var topics = tenants.get(tenant);
    return topics == null ? new TreeMap<>() : topics;
  }

  void add(TenantId tenant, Topic topic) {
    long former = formers.last(new TopicRef(tenant, topic.name()), guard.instant());
    var state = new MemoryTopic(topic, former, guard.condition());
    tenants.computeIfAbsent(tenant, _ -> new TreeMap<>()).put(topic.name().value(), state);
  }

  void remove(TopicRef ref) {
    var state = ofTenant(ref.tenant()).remove(ref.name().value());
    if (state != null) {
      formers.remember(ref, state.bounds().last(), guard.instant());
      state.markRemoved();
    }
  }

  Collection<MemoryTopic> all() {
    return tenants.values().stream().flatMap(t -> t.values().stream()).toList();
  }
}
