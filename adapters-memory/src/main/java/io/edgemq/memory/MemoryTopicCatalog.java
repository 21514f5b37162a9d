package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.store.Pages;
import java.util.Optional;

final class MemoryTopicCatalog implements TopicCatalog {
  private final MemoryTopics topics;
  private final MemorySubscriptionStore subscriptions;
  private final Guard guard;

  MemoryTopicCatalog(MemoryTopics topics, MemorySubscriptionStore subscriptions) {
    this.topics = topics;
    this.subscriptions = subscriptions;
    this.guard = topics.guard();
  }

  @Override
  public CreateResult create(TenantId tenant, Topic topic) {
    return guard.locked(
        () -> {
          var existing = topics.find(new TopicRef(tenant, topic.name()));
          if (existing.isPresent()) {
            return new Exists(existing.get().topic());
          }
          topics.add(tenant, topic);
          return new Created();
        });
  }

  @Override
  public Optional<Topic> find(TopicRef topic) {
    return guard.locked(() -> topics.find(topic).map(TopicState::topic));
  }

  @Override
  public Slice<Topic> list(TenantId tenant, Paging paging) {
    return guard.locked(() -> Pages.of(topics.ofTenant(tenant), paging, TopicState::topic));
  }

  @Override
  public UpdateResult update(TopicRef ref, TopicConfig expected, TopicConfig config) {
    return guard.locked(
        () -> {
          var found = topics.find(ref);
          if (found.isEmpty()) {
            return new NoSuchTopic();
          }
          var state = found.get();
          if (!state.topic().config().equals(expected)) {
            return new Changed(state.topic());
          }
          state.configure(config, guard.instant());
          return new Updated(state.topic());
        });
  }

  @Override
  public boolean delete(TopicRef ref) {
    return guard.locked(
        () -> {
          boolean there = topics.find(ref).isPresent();
          topics.remove(ref);
          subscriptions.removeOf(ref);
          return there;
        });
  }
}
