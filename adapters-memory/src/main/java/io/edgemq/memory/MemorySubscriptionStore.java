package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.SubscriptionStore;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

final class MemorySubscriptionStore implements SubscriptionStore {
  private final MemoryTopics topics;
  private final Guard guard;
  private final Map<TenantId, NavigableMap<String, Subscription>> tenants = new HashMap<>();

  MemorySubscriptionStore(MemoryTopics topics) {
    this.topics = topics;
    this.guard = topics.guard();
  }

  private NavigableMap<String, Subscription> ofTenant(TenantId tenant) {
    return tenants.computeIfAbsent(tenant, _ -> new TreeMap<>());
  }

  private Optional<Subscription> byId(TenantId tenant, SubscriptionId id) {
    return ofTenant(tenant).values().stream().filter(s -> s.id().equals(id)).findFirst();
  }

  @Override
  public CreateResult create(TenantId tenant, Subscription subscription) {
    return guard.locked(
        () -> {
          var config = subscription.config();
          if (topics.find(new TopicRef(tenant, config.topic())).isEmpty()) {
            return new NoSuchTopic();
          }
          var existing = ofTenant(tenant).putIfAbsent(config.name(), subscription);
          return existing == null ? new Created() : new Exists(existing);
        });
  }

  @Override
  public Optional<Subscription> find(TenantId tenant, SubscriptionId id) {
    return guard.locked(() -> byId(tenant, id));
  }

  @Override
  public Slice<Subscription> list(TenantId tenant, Paging paging) {
    return guard.locked(() -> Pages.of(ofTenant(tenant), paging, s -> s));
  }

  @Override
  public boolean update(TenantId tenant, Subscription subscription) {
    return guard.locked(
        () -> {
          var found = byId(tenant, subscription.id());
          found.ifPresent(old -> ofTenant(tenant).put(old.config().name(), subscription));
          return found.isPresent();
        });
  }

  @Override
  public boolean delete(TenantId tenant, SubscriptionId id) {
    return guard.locked(() -> ofTenant(tenant).values().removeIf(s -> s.id().equals(id)));
  }

  /// Removes the subscriptions of a topic that goes. For a thread that holds the lock.
  void removeOf(TopicRef topic) {
    ofTenant(topic.tenant()).values().removeIf(s -> s.config().topic().equals(topic.name()));
  }
}
