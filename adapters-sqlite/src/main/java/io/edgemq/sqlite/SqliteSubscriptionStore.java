package io.edgemq.sqlite;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.store.ChangeFeed;
import io.edgemq.store.DeliveryFormat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// [SubscriptionStore] in SQLite, answered from memory and changed by the writer.
final class SqliteSubscriptionStore implements SubscriptionStore {
  private static final String ALL =
      """
      SELECT tenant, id, name, topic, pattern, delivery, start, ack_wait, max_deliver, state,
        created_at, replays, push FROM subscription""";
  private static final String SAVE =
      """
      INSERT OR REPLACE INTO subscription (tenant, id, name, topic, pattern, delivery, start,
        ack_wait, max_deliver, state, created_at, replays, push)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String DELETE = "DELETE FROM subscription WHERE id = ?";

  private final NameIndex<Subscription> byName = new NameIndex<>();
  private final Map<SubscriptionId, Owned> byId = new ConcurrentHashMap<>();
  private final NameIndex<SqliteTopic> topics;
  private final Writer writer;
  private final ChangeFeed<SubscriptionRef> feed;

  private record Owned(TenantId tenant, Subscription subscription) {}

  SqliteSubscriptionStore(Engine engine) {
    this.topics = engine.topics();
    this.writer = engine.writer();
    this.feed = new ChangeFeed<>(writer::refuseIfClosed);
  }

  /// Reads every subscription.
  void load(Database database) throws SQLException {
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        show(new TenantId(rows.getString(1)), read(rows));
      }
    }
  }

  private static Subscription read(ResultSet rows) throws SQLException {
    var pattern = rows.getString(5);
    var delivery = DeliveryFormat.parse(rows.getString(6), Optional.ofNullable(rows.getString(13)));
    var config =
        new SubscriptionConfig(
            rows.getString(3),
            new TopicName(rows.getString(4)),
            pattern == null ? SubjectFilter.ALL : new SubjectFilter.Matching(new Pattern(pattern)),
            delivery.type(),
            Start.parse(rows.getString(7)).orElseThrow(),
            new DeliveryPolicy(Duration.parse(rows.getString(8)), rows.getInt(9)));
    return new Subscription(
        new SubscriptionId(rows.getString(2)),
        config,
        SubscriptionState.valueOf(rows.getString(10)),
        Instant.parse(rows.getString(11)),
        rows.getLong(12),
        delivery.state());
  }

  private void show(TenantId tenant, Subscription subscription) {
    byName.put(tenant, subscription.config().name(), subscription);
    byId.put(subscription.id(), new Owned(tenant, subscription));
    tell(tenant, subscription);
  }

  private void hide(TenantId tenant, Subscription subscription) {
    byName.remove(tenant, subscription.config().name());
    byId.remove(subscription.id());
    tell(tenant, subscription);
  }

  @Override
  public CreateResult create(TenantId tenant, Subscription subscription) {
    return writer.call(new Work.Alone<>(tx -> create(tx, tenant, subscription)));
  }

  private CreateResult create(Transaction tx, TenantId tenant, Subscription subscription)
      throws SQLException {
    var config = subscription.config();
    var existing = byName.find(tenant, config.name());
    if (existing != null) {
      return new Exists(existing);
    }
    if (topics.find(tenant, config.topic().value()) == null) {
      return new NoSuchTopic();
    }
    if (byId.containsKey(subscription.id())) {
      throw new IllegalArgumentException("the id is taken: " + subscription.id());
    }
    tx.requireRoom();
    save(tx, tenant, subscription);
    return new Created();
  }

  private void save(Transaction tx, TenantId tenant, Subscription subscription)
      throws SQLException {
    var config = subscription.config();
    tx.sql(SAVE)
        .set(tenant.value())
        .set(subscription.id().value())
        .set(config.name())
        .set(config.topic().value())
        .set(pattern(config.filter()))
        .set(config.delivery().text())
        .set(config.start().text())
        .set(config.policy().ackWait().toString())
        .set(config.policy().maxDeliver())
        .set(subscription.state().name())
        .set(subscription.createdAt().toString())
        .set(subscription.replays())
        .set(DeliveryFormat.write(subscription).map(Object::toString).orElse(null))
        .run();
    tx.afterCommit(() -> show(tenant, subscription));
  }

  private static @Nullable String pattern(SubjectFilter filter) {
    return switch (filter) {
      case SubjectFilter.All _ -> null;
      case SubjectFilter.Matching(var pattern) -> pattern.value();
      case SubjectFilter.AnyOf several ->
          throw new IllegalArgumentException(
              "a filter of several patterns is not stored: " + several);
    };
  }

  private @Nullable Subscription owned(TenantId tenant, SubscriptionId id) {
    var owned = byId.get(id);
    return owned != null && owned.tenant().equals(tenant) ? owned.subscription() : null;
  }

  @Override
  public Optional<Subscription> find(TenantId tenant, SubscriptionId id) {
    return Optional.ofNullable(owned(tenant, id));
  }

  @Override
  public Slice<Subscription> list(TenantId tenant, Paging paging) {
    return byName.list(tenant, paging, s -> s);
  }

  @Override
  public UpdateResult update(TenantId tenant, Subscription expected, Subscription subscription) {
    if (!expected.isSameAs(subscription)) {
      throw new IllegalArgumentException("id, name and topic of a subscription stay");
    }
    return writer.call(new Work.Alone<>(tx -> update(tx, tenant, expected, subscription)));
  }

  private UpdateResult update(
      Transaction tx, TenantId tenant, Subscription expected, Subscription subscription)
      throws SQLException {
    var before = owned(tenant, expected.id());
    if (before == null) {
      return new NoSuchSubscription();
    }
    if (!before.equals(expected)) {
      return new Changed(before);
    }
    save(tx, tenant, subscription);
    return new Updated();
  }

  @Override
  public boolean delete(TenantId tenant, SubscriptionId id) {
    return writer.call(new Work.Alone<>(tx -> delete(tx, tenant, id)));
  }

  private boolean delete(Transaction tx, TenantId tenant, SubscriptionId id) throws SQLException {
    var subscription = owned(tenant, id);
    if (subscription == null) {
      return false;
    }
    tx.sql(DELETE).set(id.value()).run();
    DeliveryTable.delete(tx, id);
    tx.afterCommit(() -> hide(tenant, subscription));
    return true;
  }

  @Override
  public List<SubscriptionRef> delivered() {
    writer.refuseIfClosed();
    return byId.values().stream()
        .filter(owned -> owned.subscription().delivered().isPresent())
        .map(owned -> new SubscriptionRef(owned.tenant(), owned.subscription().id()))
        .toList();
  }

  /// Whether there is such a subscription.
  boolean has(SubscriptionRef ref) {
    return owned(ref.tenant(), ref.id()) != null;
  }

  @Override
  public Changes<SubscriptionRef> changes() {
    return feed.follow();
  }

  private void tell(TenantId tenant, Subscription subscription) {
    feed.changed(new SubscriptionRef(tenant, subscription.id()));
  }

  /// Wakes everybody who waits for changes.
  void wake() {
    feed.wake();
  }

  /// Removes the subscriptions of a topic along with it.
  void deleteOf(Transaction tx, TopicRef topic) throws SQLException {
    for (var subscription : byName.all(topic.tenant())) {
      if (subscription.config().topic().equals(topic.name())) {
        delete(tx, topic.tenant(), subscription.id());
      }
    }
  }
}
