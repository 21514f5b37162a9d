package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicCatalog;
import java.sql.SQLException;
import java.util.Optional;

/// [TopicCatalog] in SQLite, answered from memory and changed by the writer, one change per commit.
final class SqliteTopicCatalog implements TopicCatalog {
  private static final String CONDEMN = "INSERT INTO condemned VALUES (?, 'topic')";

  private final NameIndex<SqliteTopic> topics;
  private final SqliteSubscriptionStore subscriptions;
  private final Writer writer;
  private final TopicTable table;

  SqliteTopicCatalog(Engine engine, SqliteSubscriptionStore subscriptions, TopicTable table) {
    this.table = table;
    this.topics = engine.topics();
    this.writer = engine.writer();
    this.subscriptions = subscriptions;
  }

  @Override
  public CreateResult create(TenantId tenant, Topic topic) {
    return writer.call(new Work.Alone<>(tx -> create(tx, tenant, topic)));
  }

  private CreateResult create(Transaction tx, TenantId tenant, Topic topic) throws SQLException {
    var existing = topics.find(tenant, topic.name().value());
    if (existing != null) {
      return new Exists(existing.topic());
    }
    var state = table.insert(tx, new TopicRef(tenant, topic.name()), topic);
    tx.afterCommit(() -> topics.put(tenant, topic.name().value(), state));
    return new Created();
  }

  @Override
  public Optional<Topic> find(TopicRef ref) {
    var topic = topics.find(ref.tenant(), ref.name().value());
    return topic == null ? Optional.empty() : Optional.of(topic.topic());
  }

  @Override
  public Slice<Topic> list(TenantId tenant, Paging paging) {
    return topics.list(tenant, paging, SqliteTopic::topic);
  }

  @Override
  public UpdateResult update(TopicRef ref, TopicConfig expected, TopicConfig config) {
    return writer.call(new Work.Alone<>(tx -> update(tx, ref, expected, config)));
  }

  private UpdateResult update(
      Transaction tx, TopicRef ref, TopicConfig expected, TopicConfig config) throws SQLException {
    var state = topics.find(ref.tenant(), ref.name().value());
    if (state == null) {
      return new NoSuchTopic();
    }
    var before = state.topic();
    if (!before.config().equals(expected)) {
      return new Changed(before);
    }
    // What the limits that held until now have dropped stays dropped under wider ones.
    FloorSearch.view(tx.database(), state, tx.now());
    state.change(tx);
    TopicTable.update(tx, state, config);
    var after = new Topic(before.name(), config, before.createdAt());
    tx.afterCommit(() -> state.reconfigure(after));
    return new Updated(after);
  }

  @Override
  public boolean delete(TopicRef ref) {
    return writer.call(new Work.Alone<>(tx -> delete(tx, ref)));
  }

  private boolean delete(Transaction tx, TopicRef ref) throws SQLException {
    var state = topics.find(ref.tenant(), ref.name().value());
    if (state == null) {
      return false;
    }
    TopicTable.delete(tx, state);
    tx.sql(CONDEMN).set(state.id()).run();
    subscriptions.deleteOf(tx, ref);
    tx.afterCommit(
        () -> {
          topics.remove(ref.tenant(), ref.name().value());
          state.delete();
        });
    return true;
  }
}
