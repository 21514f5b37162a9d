package io.edgemq.nats.catalog;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A queue, topic or bucket of the catalog, as a check of the whole store sees it.
///
/// @param name its kind, name and tenant, for people
/// @param key the key of its row
/// @param streams the names of its streams
/// @param incarnation tells apart successive resources of one name
/// @param isReady whether it is complete; else it is being created or removed
public record KnownResource(
    String name,
    String key,
    List<String> streams,
    Placement wanted,
    long incarnation,
    boolean isReady) {
  public KnownResource {
    streams = List.copyOf(streams);
  }

  /// Whose it is.
  public TenantId tenant() {
    return new TenantId(key.split("\\.", 3)[1]);
  }

  /// Which queue it is; empty when it is none.
  public Optional<QueueRef> queue() {
    return CatalogRow.queue(key);
  }

  /// Which topic it is; empty when it is none.
  public Optional<TopicRef> topic() {
    return CatalogRow.topic(key);
  }

  /// The name of the stream that has its messages.
  public String messages() {
    return streams.getFirst();
  }

  /// All of them that are there, complete or not.
  public static List<KnownResource> of(View<CatalogRow> view) {
    return of(view.rows());
  }

  /// Those of one tenant, as above; the topics first.
  public static List<KnownResource> of(View<CatalogRow> view, TenantId tenant) {
    var known = new ArrayList<>(of(view.under(CatalogRow.topics(tenant))));
    known.addAll(of(view.under(CatalogRow.queues(tenant))));
    known.addAll(of(view.under(CatalogRow.buckets(tenant))));
    return known;
  }

  private static List<KnownResource> of(Map<String, Row<CatalogRow>> rows) {
    var known = new ArrayList<KnownResource>();
    rows.forEach(
        (key, row) -> {
          switch (row.readable()) {
            case CatalogRow.OfTopic(var topic) when !topic.isFormer() ->
                CatalogRow.topic(key).map(ref -> of(key, ref, topic)).ifPresent(known::add);
            case CatalogRow.OfQueue(var queue) when !queue.isFormer() ->
                CatalogRow.queue(key)
                    .map(ref -> of(key, ref, queue, row.revision()))
                    .ifPresent(known::add);
            case CatalogRow.OfBucket(var bucket) when !bucket.isFormer() ->
                CatalogRow.bucket(key).map(ref -> of(key, ref, bucket)).ifPresent(known::add);
            case CatalogRow.OfTopic _, CatalogRow.OfQueue _, CatalogRow.OfBucket _ -> {} // removed
            case CatalogRow.OfTenant _, CatalogRow.OfSubscription _ -> {}
            case null -> {} // written by a newer version, or by hand
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
        topic.incarnation(),
        topic.isReady());
  }

  private static KnownResource of(String key, BucketRef ref, Resource<Bucket> bucket) {
    return new KnownResource(
        "bucket " + CatalogRow.label(key),
        key,
        List.of(KvNames.of(ref).stream()),
        bucket.value().config().placement(),
        bucket.incarnation(),
        bucket.isReady());
  }

  private static KnownResource of(String key, QueueRef ref, Resource<Queue> queue, long revision) {
    long incarnation = incarnation(queue, revision);
    return new KnownResource(
        "queue " + CatalogRow.label(key),
        key,
        List.of(StreamNames.queue(ref, incarnation), StreamNames.ledger(ref, incarnation)),
        queue.value().config().placement(),
        incarnation,
        queue.isReady());
  }

  /// The row of a queue that is being created determines its incarnation.
  private static long incarnation(Resource<?> resource, long revision) {
    return resource.incarnation() == 0 ? revision : resource.incarnation();
  }
}
