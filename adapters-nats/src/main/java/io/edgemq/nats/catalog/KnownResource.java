package io.edgemq.nats.catalog;

import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.table.View;
import java.util.ArrayList;
import java.util.List;

/// A queue or topic of the catalog, as a check of the whole store sees it.
///
/// @param name its kind, name and tenant, for people
/// @param key the key of its row
/// @param streams the names of its streams
/// @param isReady whether it is complete; else it is being created or removed
public record KnownResource(
    String name, String key, List<String> streams, Placement wanted, boolean isReady) {
  public KnownResource {
    streams = List.copyOf(streams);
  }

  /// All of them that are there, complete or not.
  public static List<KnownResource> of(View<CatalogRow> view) {
    var known = new ArrayList<KnownResource>();
    view.rows()
        .forEach(
            (key, row) -> {
              switch (row.readable()) {
                case CatalogRow.OfTopic(var topic) when !topic.isFormer() ->
                    CatalogRow.topic(key).map(ref -> of(key, ref, topic)).ifPresent(known::add);
                case CatalogRow.OfQueue(var queue) when !queue.isFormer() ->
                    CatalogRow.queue(key)
                        .map(ref -> of(key, ref, queue, row.revision()))
                        .ifPresent(known::add);
                case null, default -> {}
              }
            });
    return known;
  }

  private static KnownResource of(String key, TopicRef ref, Resource<Topic> topic) {
    return new KnownResource(
        "topic " + CatalogRow.label(key),
        key,
        List.of(StreamNames.topic(ref)),
        topic.value().config().placement(),
        topic.isReady());
  }

  private static KnownResource of(String key, QueueRef ref, Resource<Queue> queue, long revision) {
    long incarnation = incarnation(queue, revision);
    return new KnownResource(
        "queue " + CatalogRow.label(key),
        key,
        List.of(StreamNames.queue(ref, incarnation), StreamNames.ledger(ref, incarnation)),
        queue.value().config().placement(),
        queue.isReady());
  }

  /// The row of a queue that is being created determines its incarnation.
  private static long incarnation(Resource<?> resource, long revision) {
    return resource.incarnation() == 0 ? revision : resource.incarnation();
  }
}
