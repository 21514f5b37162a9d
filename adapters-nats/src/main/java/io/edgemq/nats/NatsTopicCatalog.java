package io.edgemq.nats;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.nats.Resources.Against;
import io.edgemq.nats.Resources.Done;
import io.edgemq.nats.Resources.Missing;
import io.edgemq.nats.Resources.Nowhere;
import io.edgemq.nats.Resources.Objection;
import io.edgemq.nats.Resources.There;
import io.edgemq.ports.out.TopicCatalog;
import java.util.Optional;

/// [TopicCatalog] as rows of the catalog's bucket.
final class NatsTopicCatalog implements TopicCatalog {
  private final Table<CatalogRow> table;
  private final Resources<TopicRef, Topic> topics;

  NatsTopicCatalog(Table<CatalogRow> table, Resources<TopicRef, Topic> topics) {
    this.table = table;
    this.topics = topics;
  }

  @Override
  public CreateResult create(TenantId tenant, Topic topic) {
    var ref = new TopicRef(tenant, topic.name());
    return switch (topics.create(ref, topic, Objection.NONE)) {
      case Done<Topic> _ -> new Created();
      case There<Topic>(var there) -> new Exists(there);
      case Nowhere<Topic>(var missing) -> new Unplaceable(missing);
      case Missing<Topic> _, Against<Topic> _ ->
          throw new IllegalStateException("neither made nor there: " + ref);
    };
  }

  @Override
  public Optional<Topic> find(TopicRef topic) {
    return topics.locate(topic).map(Existing::value);
  }

  @Override
  public Slice<Topic> list(TenantId tenant, Paging paging) {
    return RowPages.under(
        table.view(), CatalogRow.topics(tenant), paging, NatsTopicCatalog::visible);
  }

  private static Optional<Topic> visible(Row<CatalogRow> row) {
    return row.readable() instanceof CatalogRow.OfTopic(var topic) && topic.isReady()
        ? Optional.of(topic.value())
        : Optional.empty();
  }

  @Override
  public UpdateResult update(TopicRef ref, TopicConfig expected, TopicConfig config) {
    var change =
        new Updating.Change<Topic>(
            topic -> topic.config().equals(expected),
            topic -> new Topic(topic.name(), config, topic.createdAt()));
    return switch (topics.updating().update(ref, change, Objection.NONE)) {
      case Done<Topic>(var topic) -> new Updated(topic);
      case There<Topic>(var current) -> new Changed(current);
      case Missing<Topic> _ -> new NoSuchTopic();
      case Nowhere<Topic>(var missing) -> new Unplaceable(missing);
      case Against<Topic> _ -> throw new IllegalStateException("nothing stands against " + ref);
    };
  }

  @Override
  public boolean delete(TopicRef ref) {
    return topics.delete(ref, Objection.NONE) instanceof Done<Topic>;
  }
}
