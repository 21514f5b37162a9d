package io.edgemq.nats;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.store.ChangeFeed;
import io.edgemq.store.Pages;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// [SubscriptionStore] as rows of the catalog's bucket.
final class NatsSubscriptionStore implements SubscriptionStore {
  private final Table<CatalogRow> table;
  private final ChangeFeed<SubscriptionRef> feed;

  NatsSubscriptionStore(Table<CatalogRow> table) {
    this.table = table;
    this.feed = new ChangeFeed<>(table::requireOpen);
    table.onChange(this::tell);
  }

  @Override
  public CreateResult create(TenantId tenant, Subscription subscription) {
    return table.change(view -> creating(view, tenant, subscription)).result();
  }

  private static Decision<CatalogRow, CreateResult> creating(
      View<CatalogRow> view, TenantId tenant, Subscription subscription) {
    var config = subscription.config();
    var topic = incarnation(view, tenant, config.topic());
    if (topic.isEmpty()) {
      return Decision.none(new NoSuchTopic());
    }
    var existing = byName(view, tenant).get(config.name());
    if (existing != null) {
      return Decision.none(new Exists(existing));
    }
    return Decision.one(put(tenant, subscription, topic.get()), new Created());
  }

  private static Edit<CatalogRow> put(
      TenantId tenant, Subscription subscription, long topicIncarnation) {
    return new Edit.Put<>(
        CatalogRow.key(tenant, subscription.id()),
        new CatalogRow.OfSubscription(subscription, topicIncarnation));
  }

  /// Which one of that name the topic is; empty when there is none.
  private static Optional<Long> incarnation(
      View<CatalogRow> view, TenantId tenant, TopicName name) {
    var row = view.get(CatalogRow.key(new TopicRef(tenant, name)));
    return row.isPresent()
            && row.get().readable() instanceof CatalogRow.OfTopic(var topic)
            && topic.isReady()
        ? Optional.of(topic.incarnation())
        : Optional.empty();
  }

  private static Optional<Subscription> visible(
      View<CatalogRow> view, TenantId tenant, CatalogRow row) {
    return row instanceof CatalogRow.OfSubscription(var subscription, long of)
            && incarnation(view, tenant, subscription.config().topic()).equals(Optional.of(of))
        ? Optional.of(subscription)
        : Optional.empty();
  }

  private static NavigableMap<String, Subscription> byName(View<CatalogRow> view, TenantId tenant) {
    var all = new TreeMap<String, Subscription>();
    for (var row : view.under(CatalogRow.subscriptions(tenant)).values()) {
      var readable = row.readable();
      if (readable != null) {
        visible(view, tenant, readable).ifPresent(found -> all.put(found.config().name(), found));
      }
    }
    return all;
  }

  @Override
  public Optional<Subscription> find(TenantId tenant, SubscriptionId id) {
    return table
        .find(CatalogRow.key(tenant, id), row -> visible(table.view(), tenant, row).isPresent())
        .map(row -> ((CatalogRow.OfSubscription) row.value()).subscription());
  }

  @Override
  public Slice<Subscription> list(TenantId tenant, Paging paging) {
    return Pages.of(byName(table.view(), tenant), paging, s -> s);
  }

  @Override
  public UpdateResult update(TenantId tenant, Subscription expected, Subscription subscription) {
    if (!expected.isSameAs(subscription)) {
      throw new IllegalArgumentException("id, name and topic of a subscription stay");
    }
    return table
        .<UpdateResult>change(
            view -> {
              var found = existing(view, tenant, expected.id());
              if (found.isEmpty()) {
                return Decision.none(new NoSuchSubscription());
              }
              var current = found.get();
              return current.subscription().equals(expected)
                  ? Decision.one(
                      put(tenant, subscription, current.topicIncarnation()), new Updated())
                  : Decision.none(new Changed(current.subscription()));
            })
        .result();
  }

  private static Optional<CatalogRow.OfSubscription> existing(
      View<CatalogRow> view, TenantId tenant, SubscriptionId id) {
    return view.get(CatalogRow.key(tenant, id))
        .map(Row::value)
        .filter(row -> visible(view, tenant, row).isPresent())
        .map(row -> (CatalogRow.OfSubscription) row);
  }

  @Override
  public boolean delete(TenantId tenant, SubscriptionId id) {
    return table
        .<Boolean>change(
            view ->
                existing(view, tenant, id).isPresent()
                    ? Decision.one(new Edit.Remove<>(CatalogRow.key(tenant, id)), true)
                    : Decision.none(false))
        .result();
  }

  @Override
  public Changes<SubscriptionRef> changes() {
    return feed.follow();
  }

  /// Tells which subscriptions a change of that row may have changed: a topic that goes takes its
  /// own out of sight.
  private void tell(String key) {
    if (!feed.isFollowed()) {
      return;
    }
    CatalogRow.subscription(key).ifPresent(feed::changed);
    CatalogRow.topic(key).ifPresent(this::tellOf);
  }

  private void tellOf(TopicRef topic) {
    var view = table.view();
    if (incarnation(view, topic.tenant(), topic.name()).isPresent()) {
      return;
    }
    for (var row : view.under(CatalogRow.subscriptions(topic.tenant())).values()) {
      if (row.readable() instanceof CatalogRow.OfSubscription(var subscription, long _)
          && subscription.config().topic().equals(topic.name())) {
        feed.changed(new SubscriptionRef(topic.tenant(), subscription.id()));
      }
    }
  }

  /// Lets whoever waits for changes look again. For the table's end.
  void wake() {
    feed.wake();
  }
}
