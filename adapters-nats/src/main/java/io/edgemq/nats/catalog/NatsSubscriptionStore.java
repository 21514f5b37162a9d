package io.edgemq.nats.catalog;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.store.ChangeFeed;
import io.edgemq.store.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// [SubscriptionStore] in rows of the catalog's bucket.
public final class NatsSubscriptionStore implements SubscriptionStore {
  private final ReplicatedTable<CatalogRow> table;
  private final ChangeFeed<SubscriptionRef> feed;

  public NatsSubscriptionStore(ReplicatedTable<CatalogRow> table) {
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

  /// The incarnation of the topic; empty when there is no such topic.
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
  public List<SubscriptionRef> delivered() {
    table.requireOpen();
    var view = table.view();
    var found = new ArrayList<SubscriptionRef>();
    view.under(CatalogRow.SUBSCRIPTIONS)
        .forEach(
            (key, row) ->
                CatalogRow.subscription(key)
                    .filter(ref -> isDelivered(view, ref, row.readable()))
                    .ifPresent(found::add));
    return List.copyOf(found);
  }

  private static boolean isDelivered(
      View<CatalogRow> view, SubscriptionRef ref, @Nullable CatalogRow row) {
    if (row == null) {
      return false;
    }
    return visible(view, ref.tenant(), row)
        .filter(subscription -> subscription.delivered().isPresent())
        .isPresent();
  }

  @Override
  public Changes<SubscriptionRef> changes() {
    return feed.follow();
  }

  /// Announces the subscriptions that a change of that row may affect: the removal of a topic hides
  /// its subscriptions.
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

  /// Wakes the readers that wait for changes; called when the table is closed.
  public void wake() {
    feed.wake();
  }
}
