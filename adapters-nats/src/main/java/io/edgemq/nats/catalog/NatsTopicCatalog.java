package io.edgemq.nats.catalog;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.nats.catalog.ManagedResources.Against;
import io.edgemq.nats.catalog.ManagedResources.Done;
import io.edgemq.nats.catalog.ManagedResources.Missing;
import io.edgemq.nats.catalog.ManagedResources.Nowhere;
import io.edgemq.nats.catalog.ManagedResources.Objection;
import io.edgemq.nats.catalog.ManagedResources.There;
import io.edgemq.ports.out.TopicCatalog;
import java.util.Optional;

/// [TopicCatalog] in rows of the catalog's bucket.
public final class NatsTopicCatalog implements TopicCatalog {
  private final ReplicatedTable<CatalogRow> table;
  private final ManagedResources<TopicRef, Topic> topics;

  public NatsTopicCatalog(
      ReplicatedTable<CatalogRow> table, ManagedResources<TopicRef, Topic> topics) {
    this.table = table;
    this.topics = topics;
  }

  @Override
  public CreateResult create(TenantId tenant, Topic topic) {
    var ref = new TopicRef(tenant, topic.name());
    return switch (topics.create(ref, topic, Objection.NONE)) {
      case Done<Topic> _ -> new Created();
      case There<Topic>(var there) -> existing(ref, there, topic);
      case ManagedResources.Taken<Topic>(var words) -> new Taken(words);
      case Nowhere<Topic> _ -> new Unplaceable(topic.config().placement());
      case Missing<Topic> _, Against<Topic> _ ->
          throw new IllegalStateException("neither created nor existing: " + ref);
    };
  }

  /// Who asks for a topic as it is gets it whole: a stream that it has lost is made anew.
  private CreateResult existing(TopicRef ref, Topic there, Topic asked) {
    if (there.config().equals(asked.config())) {
      var unused = topics.repairs().mend(ref);
    }
    return new Exists(there);
  }

  @Override
  public Optional<Integer> replicas(TopicRef topic) {
    return topics.repairs().replicas(topic);
  }

  @Override
  public Optional<Topic> find(TopicRef topic) {
    return topics.locate(topic).map(Incarnated::value);
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
        new ResourceUpdates.Change<Topic>(
            topic -> topic.config().equals(expected),
            topic -> new Topic(topic.name(), config, topic.createdAt()));
    return switch (topics.updating().update(ref, change, Objection.NONE)) {
      case Done<Topic>(var topic) -> new Updated(topic);
      case There<Topic>(var current) -> new Changed(current);
      case Missing<Topic> _ -> new NoSuchTopic();
      case Nowhere<Topic> _ -> new Unplaceable(config.placement());
      case Against<Topic> _, ManagedResources.Taken<Topic> _ ->
          throw new IllegalStateException("nothing can prevent a change of " + ref);
    };
  }

  @Override
  public boolean delete(TopicRef ref) {
    return topics.delete(ref, Objection.NONE) instanceof Done<Topic>;
  }
}
