package io.edgemq.nats.catalog;

import io.edgemq.domain.Former;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StorageType;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.StreamSpec;
import io.edgemq.jetstream.StreamStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Creates, changes and removes the streams of topics and queues. The adapters enforce limits of
/// age and number, by the timestamps that they assigned. The server's limits are wider, and only
/// remove what no adapter looks after.
public final class ResourceStreams {
  /// How much later than an adapter the servers drop what is past its retention.
  public static final Duration SLACK = Duration.ofHours(1);

  /// Messages that are no longer retained stay while their dedup keys count, unless there are more
  /// than this.
  private static final long SPARE_MESSAGES = 10_000;

  private static final Duration LEAST_WINDOW = Duration.ofMinutes(2);
  private static final String FIRST = "edgemq-first";
  private static final CatalogFormat FORMAT = new CatalogFormat();

  private final Cluster cluster;
  private final StreamAdmin admin;

  public ResourceStreams(Cluster cluster) {
    this.cluster = cluster;
    this.admin = new StreamAdmin(cluster);
  }

  /// Creates the empty stream of a topic. Removes a leftover of an earlier incarnation first.
  StreamPlacement.Result createTopic(TopicRef ref, Incarnated<Topic> topic) {
    return createTopic(ref, topic, 0);
  }

  /// As above; its first message gets the sequence behind `last`.
  StreamPlacement.Result createTopic(TopicRef ref, Incarnated<Topic> topic, long last) {
    return admin.create(topicStream(ref, topic), last);
  }

  /// Updates the stream of a topic to the limits of its configuration.
  StreamPlacement.Result updateTopic(TopicRef ref, Incarnated<Topic> topic) {
    return admin.update(topicStream(ref, topic));
  }

  /// Records in the stream of a topic that nothing before `first` is retained, even when its limits
  /// change later.
  public void noteFirst(TopicRef ref, long incarnation, long first) {
    admin.note(StreamNames.topic(ref), incarnation, FIRST, Long.toString(first));
  }

  /// The sequence that [#noteFirst] recorded, or 1.
  public static long first(StreamStatus stream) {
    return Long.parseLong(stream.metadata().getOrDefault(FIRST, "1"));
  }

  /// Creates the stream of a topic that has lost it. What was in it is lost. Nobody knows for
  /// certain how far it had come, so its first sequence is `first`, the time in microseconds, which
  /// no topic reaches by counting: none is used again, and a reader that comes back is told the
  /// gap.
  StreamPlacement.Result remakeTopic(TopicRef ref, Incarnated<Topic> topic, long first) {
    return admin.remake(topicStream(ref, topic), first);
  }

  /// Creates those of the two streams of a queue that it has lost, the messages from `first` on.
  StreamPlacement.Result remakeQueue(QueueRef ref, Incarnated<Queue> queue, long first) {
    return switch (admin.remake(messages(ref, queue), first)) {
      case StreamPlacement.Unplaceable refused -> refused;
      case StreamPlacement.SubjectsTaken refused -> refused;
      case StreamPlacement.Placed _ -> admin.remake(ledger(ref, queue), 1);
    };
  }

  /// Those of `streams` that the cluster does not have.
  List<String> missing(List<String> streams) {
    return streams.stream()
        .filter(name -> new StreamClient(cluster, name).info().isEmpty())
        .toList();
  }

  /// The least number of replicas that any of `streams` has. Throws `StoreException.Damaged` when
  /// one is missing.
  int replicas(List<String> streams) {
    return streams.stream().mapToInt(this::replicas).min().orElseThrow();
  }

  private int replicas(String name) {
    return new StreamClient(cluster, name)
        .info()
        .map(StreamStatus::replicas)
        .orElseThrow(
            () -> new StoreException.Damaged(name, new IllegalStateException("no such stream")));
  }

  /// Ends the stream of a topic, if it exists and is of that incarnation or an earlier one: it
  /// stores nothing any more. The last sequence that it gave, and the server's time.
  Optional<Former> endTopic(TopicRef ref, long incarnation) {
    return admin.seal(StreamNames.topic(ref), incarnation).flatMap(ResourceStreams::former);
  }

  private static Optional<Former> former(StreamStatus stream) {
    return stream.last() == 0
        ? Optional.empty()
        : Optional.of(new Former(stream.last(), Objects.requireNonNull(stream.at())));
  }

  /// Removes the stream of a topic, if it exists and is of that incarnation or an earlier one.
  void deleteTopic(TopicRef ref, long incarnation) {
    boolean unused = admin.delete(StreamNames.topic(ref), incarnation);
  }

  /// Creates the two empty streams of a queue.
  public StreamPlacement.Result createQueue(QueueRef ref, Incarnated<Queue> queue) {
    return createQueue(ref, queue, 0);
  }

  /// As above; its first message gets the sequence behind `last`.
  StreamPlacement.Result createQueue(QueueRef ref, Incarnated<Queue> queue, long last) {
    return switch (admin.create(messages(ref, queue), last)) {
      case StreamPlacement.Unplaceable refused -> refused;
      case StreamPlacement.SubjectsTaken refused -> refused;
      case StreamPlacement.Placed _ -> admin.create(ledger(ref, queue));
    };
  }

  /// Updates the streams of a queue to the limits of its configuration.
  StreamPlacement.Result updateQueue(QueueRef ref, Incarnated<Queue> queue) {
    return switch (admin.update(messages(ref, queue))) {
      case StreamPlacement.Unplaceable refused -> refused;
      case StreamPlacement.SubjectsTaken refused -> refused;
      case StreamPlacement.Placed _ -> admin.update(ledger(ref, queue));
    };
  }

  /// Ends the message streams of a queue as [#endTopic] does.
  Optional<Former> endQueue(QueueRef ref, long incarnation) {
    return admin.named(StreamNames.everyQueue(ref)).stream()
        .filter(name -> StreamNames.isOf(ref, name) && StreamNames.incarnation(name) <= incarnation)
        .flatMap(name -> admin.seal(name, incarnation).stream())
        .flatMap(stream -> former(stream).stream())
        .max(Comparator.comparingLong(Former::last));
  }

  /// Removes the streams of a queue, of that incarnation and of earlier ones.
  public void deleteQueue(QueueRef ref, long incarnation) {
    for (var subjects : List.of(StreamNames.everyQueue(ref), StreamNames.everyLedger(ref))) {
      for (var name : admin.named(subjects)) {
        if (StreamNames.isOf(ref, name) && StreamNames.incarnation(name) <= incarnation) {
          boolean unused = new StreamClient(cluster, name).delete();
        }
      }
    }
  }

  private static StreamSpec topicStream(TopicRef ref, Incarnated<Topic> topic) {
    var config = topic.value().config();
    var subject = StreamNames.topicSubject(ref);
    return new StreamSpec(
        StreamNames.topic(ref),
        List.of(subject, subject + ".>"),
        topic.incarnation(),
        new StreamSpec.Limits(
            config.retention().plus(SLACK),
            TopicConfig.DEDUP_WINDOW,
            mostMessages(config),
            config.storage()),
        config.placement(),
        FORMAT.describe(new CatalogRow.OfTopic(Resource.ready(topic))));
  }

  private static @Nullable Long mostMessages(TopicConfig config) {
    var most = config.maxMessages();
    return most == null || most >= Long.MAX_VALUE / 4 ? null : (Long) (2 * most + SPARE_MESSAGES);
  }

  /// The limit of a topic for whose stream the server has `most`; null: no limit.
  static @Nullable Long wantedMessages(@Nullable Long most) {
    return most == null || most <= SPARE_MESSAGES + 1 ? null : (Long) ((most - SPARE_MESSAGES) / 2);
  }

  private static StreamSpec messages(QueueRef ref, Incarnated<Queue> queue) {
    var config = queue.value().config();
    var window = config.dedupWindow();
    return new StreamSpec(
        StreamNames.queue(ref, queue.incarnation()),
        List.of(StreamNames.queueSubjects(ref, queue.incarnation())),
        queue.incarnation(),
        new StreamSpec.Limits(
            config.retention().plus(SLACK),
            window.compareTo(LEAST_WINDOW) < 0 ? LEAST_WINDOW : window,
            null,
            StorageType.FILE),
        config.placement(),
        FORMAT.describe(new CatalogRow.OfQueue(Resource.ready(queue))));
  }

  private static StreamSpec ledger(QueueRef ref, Incarnated<Queue> queue) {
    return new StreamSpec(
        StreamNames.ledger(ref, queue.incarnation()),
        List.of(StreamNames.ledgerSubject(ref, queue.incarnation())),
        queue.incarnation(),
        StreamSpec.Limits.NONE,
        queue.value().config().placement(),
        FORMAT.describe(new CatalogRow.OfQueue(Resource.ready(queue))));
  }
}
