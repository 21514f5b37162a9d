package io.edgemq.nats.catalog;

import io.edgemq.domain.Former;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Topics as resources of the catalog. Their subscriptions are removed with them.
public final class TopicResourceType implements ResourceType<TopicRef, Topic> {
  private final ResourceStreams streams;

  public TopicResourceType(ResourceStreams streams) {
    this.streams = streams;
  }

  @Override
  public String key(TopicRef ref) {
    return CatalogRow.key(ref);
  }

  @Override
  public CatalogRow row(Resource<Topic> resource) {
    return new CatalogRow.OfTopic(resource);
  }

  @Override
  public Resource<Topic> resource(CatalogRow row) {
    return ((CatalogRow.OfTopic) row).topic();
  }

  @Override
  public List<String> belongings(View<CatalogRow> view, TopicRef ref) {
    return view.under(CatalogRow.subscriptions(ref.tenant())).entrySet().stream()
        .filter(row -> isOf(ref, row.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isOf(TopicRef ref, Row<CatalogRow> row) {
    return row.readable() instanceof CatalogRow.OfSubscription(var subscription, long _)
        && subscription.config().topic().equals(ref.name());
  }

  @Override
  public StreamPlacement.Result make(TopicRef ref, Incarnated<Topic> existing, long last) {
    return streams.createTopic(ref, existing, last);
  }

  @Override
  public List<String> streams(TopicRef ref, long incarnation) {
    return List.of(StreamNames.topic(ref));
  }

  @Override
  public List<String> missing(TopicRef ref, long incarnation) {
    return streams.missing(streams(ref, incarnation));
  }

  @Override
  public int replicas(TopicRef ref, long incarnation) {
    return streams.replicas(streams(ref, incarnation));
  }

  @Override
  public StreamPlacement.Result remake(TopicRef ref, Incarnated<Topic> existing, long first) {
    return streams.remakeTopic(ref, existing, first);
  }

  @Override
  public StreamPlacement.Result limit(TopicRef ref, Incarnated<Topic> existing) {
    return streams.updateTopic(ref, existing);
  }

  @Override
  public Optional<Former> end(TopicRef ref, long incarnation) {
    return streams.endTopic(ref, incarnation);
  }

  @Override
  public void remove(TopicRef ref, long incarnation) {
    streams.deleteTopic(ref, incarnation);
  }

  @Override
  public Topic widest(Topic before, Topic after) {
    var old = before.config();
    var config = after.config();
    var widest =
        new TopicConfig(
            old.retention().compareTo(config.retention()) > 0
                ? old.retention()
                : config.retention(),
            more(old.maxBytes(), config.maxBytes()),
            more(old.maxMessages(), config.maxMessages()),
            config.storage(),
            config.placement());
    return new Topic(after.name(), widest, after.createdAt());
  }

  private static @Nullable Long more(@Nullable Long one, @Nullable Long other) {
    return one == null || other == null ? null : (Long) Math.max(one, other);
  }
}
