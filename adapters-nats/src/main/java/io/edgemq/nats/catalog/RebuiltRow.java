package io.edgemq.nats.catalog;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.StorageType;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.jetstream.StreamDescription;
import io.edgemq.jetstream.StreamSpec;
import io.edgemq.jetstream.table.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A row of the catalog, rebuilt from a stream of its queue or topic. The stream's metadata has the
/// row. For a stream of an earlier version, which has none, the limits that the server enforces
/// tell a part; the rest are defaults.
///
/// @param key its key in the catalog
/// @param exact whether the stream had the row
public record RebuiltRow(String key, CatalogRow row, TenantId tenant, boolean exact) {
  private static final CatalogFormat FORMAT = new CatalogFormat();

  /// The largest message of a queue whose stream does not tell: the default limit of a message.
  private static final int MESSAGE_BYTES = 1 << 20;

  /// The row of the queue, topic or bucket that `stream` belongs to; empty when it belongs to none.
  public static Optional<RebuiltRow> of(StreamDescription stream, Instant now) {
    var topic = StreamNames.topicOf(stream.name()).map(ref -> topic(ref, stream, now));
    return topic
        .or(() -> StreamNames.queueOf(stream.name()).map(ref -> queue(ref, stream, now)))
        .or(() -> StreamNames.bucketOf(stream.name()).map(ref -> bucket(ref, stream, now)));
  }

  /// Of two rows of one key the one of the later incarnation, or the exact one.
  public static RebuiltRow better(RebuiltRow one, RebuiltRow other) {
    int order = Long.compare(one.incarnation(), other.incarnation());
    boolean first = order == 0 ? one.exact() : order > 0;
    return first ? one : other;
  }

  private long incarnation() {
    return switch (row) {
      case CatalogRow.OfTopic(var topic) -> topic.incarnation();
      case CatalogRow.OfQueue(var queue) -> queue.incarnation();
      case CatalogRow.OfBucket(var bucket) -> bucket.incarnation();
      case CatalogRow.OfTenant _, CatalogRow.OfSubscription _ -> 0;
    };
  }

  /// Whether there is no row of an existing queue or topic under its key.
  public boolean isMissing(View<CatalogRow> view) {
    return view.get(key).filter(found -> !isFormer(found.value())).isEmpty();
  }

  private static boolean isFormer(CatalogRow row) {
    return switch (row) {
      case CatalogRow.OfTopic(var topic) -> topic.isFormer();
      case CatalogRow.OfQueue(var queue) -> queue.isFormer();
      case CatalogRow.OfBucket(var bucket) -> bucket.isFormer();
      case CatalogRow.OfTenant _, CatalogRow.OfSubscription _ -> false;
    };
  }

  private static RebuiltRow topic(TopicRef ref, StreamDescription stream, Instant now) {
    var key = CatalogRow.key(ref);
    return kept(stream) instanceof CatalogRow.OfTopic(var topic)
        ? new RebuiltRow(key, row(topic.value(), stream), ref.tenant(), true)
        : new RebuiltRow(key, row(inferredTopic(ref, stream, now), stream), ref.tenant(), false);
  }

  private static CatalogRow row(Topic topic, StreamDescription stream) {
    return new CatalogRow.OfTopic(
        Resource.ready(new Incarnated<>(topic, stream.status().incarnation())));
  }

  private static RebuiltRow queue(QueueRef ref, StreamDescription stream, Instant now) {
    var key = CatalogRow.key(ref);
    return kept(stream) instanceof CatalogRow.OfQueue(var queue)
        ? new RebuiltRow(key, row(queue.value(), stream), ref.tenant(), true)
        : new RebuiltRow(key, row(inferredQueue(ref, stream, now), stream), ref.tenant(), false);
  }

  private static CatalogRow row(Queue queue, StreamDescription stream) {
    return new CatalogRow.OfQueue(
        Resource.ready(new Incarnated<>(queue, stream.status().incarnation())));
  }

  /// A stream of a bucket always has its row; one whose row cannot be read gets the defaults.
  private static RebuiltRow bucket(BucketRef ref, StreamDescription stream, Instant now) {
    var key = CatalogRow.key(ref);
    boolean exact = kept(stream) instanceof CatalogRow.OfBucket;
    var bucket =
        kept(stream) instanceof CatalogRow.OfBucket(var found)
            ? found.value()
            : new Bucket(
                ref.name(),
                new BucketConfig(
                    StreamSpec.history(stream.status()), null, null, placement(stream), null),
                now.truncatedTo(ChronoUnit.MILLIS));
    var row =
        new CatalogRow.OfBucket(
            Resource.ready(new Incarnated<>(bucket, stream.status().incarnation())));
    return new RebuiltRow(key, row, ref.tenant(), exact);
  }

  private static @Nullable CatalogRow kept(StreamDescription stream) {
    var owner = stream.status().owner();
    try {
      return owner == null ? null : FORMAT.read(owner.getBytes(StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
      return null; // written by a newer version, or by hand
    }
  }

  private static Topic inferredTopic(TopicRef ref, StreamDescription stream, Instant now) {
    var config =
        new TopicConfig(
            retention(stream, TopicConfig.DEFAULT.retention()),
            null,
            ResourceStreams.wantedMessages(stream.maxMessages()),
            StorageType.FILE,
            placement(stream));
    return new Topic(ref.name(), config, now.truncatedTo(ChronoUnit.MILLIS));
  }

  private static Queue inferredQueue(QueueRef ref, StreamDescription stream, Instant now) {
    var standard = QueueConfig.standard(MESSAGE_BYTES);
    var config =
        new QueueConfig(
            isFifo(ref.name()) ? QueueType.FIFO : QueueType.STANDARD,
            standard.visibilityTimeout(),
            retention(stream, standard.retention()),
            standard.delay(),
            standard.maxMessageBytes(),
            window(stream, standard.dedupWindow()),
            null,
            placement(stream));
    return new Queue(ref.name(), config, now.truncatedTo(ChronoUnit.MILLIS));
  }

  private static boolean isFifo(QueueName name) {
    return name.value().endsWith(".fifo");
  }

  /// A ledger has no limits.
  private static Duration retention(StreamDescription stream, Duration otherwise) {
    var age = stream.maxAge();
    return age == null || age.compareTo(ResourceStreams.SLACK) <= 0
        ? otherwise
        : age.minus(ResourceStreams.SLACK);
  }

  private static Duration window(StreamDescription stream, Duration otherwise) {
    var window = stream.duplicateWindow();
    return stream.maxAge() == null || window == null ? otherwise : window;
  }

  private static Placement placement(StreamDescription stream) {
    int replicas = stream.status().replicas();
    var geo = stream.geo();
    return new Placement(
        Placement.isLegalReplicas(replicas) ? replicas : Placement.DEFAULT.replicas(),
        geo != null && Placement.isLegalGeo(geo) ? geo : Placement.DEFAULT.geo());
  }
}
