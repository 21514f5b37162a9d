package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.store.ChangeFeed;
import io.edgemq.store.Pages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

final class MemorySubscriptionStore implements SubscriptionStore {
  private final MemoryTopics topics;
  private final Guard guard;
  private final Map<TenantId, NavigableMap<String, Subscription>> tenants = new HashMap<>();
  private final MemoryDeliveries deliveries = new MemoryDeliveries();
  private final ChangeFeed<SubscriptionRef> feed;

  MemorySubscriptionStore(MemoryTopics topics) {
    this.topics = topics;
    this.guard = topics.guard();
    this.feed = new ChangeFeed<>(guard::requireOpen);
  }

  Guard guard() {
    return guard;
  }

  /// What its subscriptions have that are delivered.
  MemoryDeliveries deliveries() {
    return deliveries;
  }

  /// Whether there is such a subscription. The caller must hold the lock.
  boolean has(SubscriptionRef ref) {
    return byId(ref.tenant(), ref.id()).isPresent();
  }

  private NavigableMap<String, Subscription> ofTenant(TenantId tenant) {
    return tenants.computeIfAbsent(tenant, _ -> new TreeMap<>());
  }

  private Optional<Subscription> byId(TenantId tenant, SubscriptionId id) {
    return ofTenant(tenant).values().stream().filter(s -> s.id().equals(id)).findFirst();
  }

  @Override
  public CreateResult create(TenantId tenant, Subscription subscription) {
    requireStorable(subscription);
    return guard.locked(
        () -> {
          var config = subscription.config();
          if (topics.find(new TopicRef(tenant, config.topic())).isEmpty()) {
            return new NoSuchTopic();
          }
          var existing = ofTenant(tenant).putIfAbsent(config.name(), subscription);
          if (existing != null) {
            return new Exists(existing);
          }
          tell(tenant, subscription);
          return new Created();
        });
  }

  /// What no durable store keeps is no subscription here either.
  private static void requireStorable(Subscription subscription) {
    if (subscription.config().filter() instanceof SubjectFilter.AnyOf several) {
      throw new IllegalArgumentException("a filter of several patterns is not stored: " + several);
    }
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
  public UpdateResult update(TenantId tenant, Subscription expected, Subscription subscription) {
    if (!expected.isSameAs(subscription)) {
      throw new IllegalArgumentException("id, name and topic of a subscription stay");
    }
    requireStorable(subscription);
    return guard.locked(
        () -> {
          var found = byId(tenant, expected.id());
          if (found.isEmpty()) {
            return new NoSuchSubscription();
          }
          if (!found.get().equals(expected)) {
            return new Changed(found.get());
          }
          ofTenant(tenant).put(subscription.config().name(), subscription);
          tell(tenant, subscription);
          return new Updated();
        });
  }

  @Override
  public boolean delete(TenantId tenant, SubscriptionId id) {
    return guard.locked(() -> removeIf(tenant, s -> s.id().equals(id)));
  }

  /// Removes the subscriptions of a topic that is being removed. The caller must hold the lock.
  void removeOf(TopicRef topic) {
    boolean unused = removeIf(topic.tenant(), s -> s.config().topic().equals(topic.name()));
  }

  private boolean removeIf(TenantId tenant, Predicate<Subscription> condemned) {
    var removed = ofTenant(tenant).values().stream().filter(condemned).toList();
    removed.forEach(
        subscription -> {
          ofTenant(tenant).remove(subscription.config().name());
          deliveries.remove(new SubscriptionRef(tenant, subscription.id()));
          tell(tenant, subscription);
        });
    return !removed.isEmpty();
  }

  @Override
  public List<SubscriptionRef> delivered() {
    return guard.locked(
        () -> {
          var found = new ArrayList<SubscriptionRef>();
          tenants.forEach(
              (tenant, subscriptions) ->
                  subscriptions.values().stream()
                      .filter(subscription -> subscription.delivered().isPresent())
                      .map(subscription -> new SubscriptionRef(tenant, subscription.id()))
                      .forEach(found::add));
          return List.copyOf(found);
        });
  }

  @Override
  public Changes<SubscriptionRef> changes() {
    return guard.locked(feed::follow);
  }

  private void tell(TenantId tenant, Subscription subscription) {
    feed.changed(new SubscriptionRef(tenant, subscription.id()));
  }

  /// Wakes everybody who waits for changes.
  void wake() {
    feed.wake();
  }
}
