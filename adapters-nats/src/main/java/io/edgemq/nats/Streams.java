package io.edgemq.nats;

import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StorageType;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Makes, changes and removes the streams of topics and queues. Limits of age and number are the
/// adapters' to keep, by the timestamps that they gave; the server's are wider and only catch what
/// no adapter looks after.
final class Streams {
  private static final Duration SLACK = Duration.ofHours(1);

  /// What is no longer kept stays for as long as its dedup key counts, unless it becomes this much.
  private static final long SPARE_MESSAGES = 10_000;

  private static final Duration LEAST_WINDOW = Duration.ofMinutes(2);
  private static final String INCARNATION = "edgemq-incarnation";
  private static final String FIRST = "edgemq-first";

  private final Cluster cluster;
  private final Placing placing;

  Streams(Cluster cluster) {
    this.cluster = cluster;
    this.placing = new Placing(cluster);
  }

  /// Makes the stream of a topic, empty; one of an earlier incarnation that was left over is
  /// removed.
  Placing.Result createTopic(TopicRef ref, Existing<Topic> topic) {
    return create(topicStream(ref, topic.value().config(), topic.incarnation()));
  }

  /// Gives the stream of a topic the limits of its configuration.
  Placing.Result updateTopic(TopicRef ref, Existing<Topic> topic) {
    return update(topicStream(ref, topic.value().config(), topic.incarnation()));
  }

  /// Who was slow does not change what was made anew meanwhile.
  private Placing.Result update(StreamConfiguration wanted) {
    var stream = new Stream(cluster, Objects.requireNonNull(wanted.getName()));
    var present = stream.info().map(StreamInfo::getConfiguration);
    if (present.filter(now -> incarnation(now) != incarnation(wanted)).isPresent()) {
      throw new StoreException.Unavailable(
          "it was removed and made anew meanwhile", new IllegalStateException(wanted.getName()));
    }
    long first = present.map(Streams::first).orElse(1L);
    return placing.update(first == 1 ? wanted : withFirst(wanted, first));
  }

  /// Notes in the stream of a topic that nothing before `first` is kept, whatever its limits are
  /// from now on.
  void noteFirst(StreamConfiguration present, long first) {
    var unused = placing.update(withFirst(present, first));
  }

  private static StreamConfiguration withFirst(StreamConfiguration configuration, long first) {
    var metadata = new HashMap<>(metadata(configuration));
    metadata.put(FIRST, Long.toString(first));
    return StreamConfiguration.builder(configuration).metadata(metadata).build();
  }

  /// What [#noteFirst] noted, or 1.
  static long first(StreamConfiguration configuration) {
    return Long.parseLong(metadata(configuration).getOrDefault(FIRST, "1"));
  }

  /// Which topic or queue of its name a stream belongs to.
  static long incarnation(StreamConfiguration configuration) {
    return Long.parseLong(metadata(configuration).getOrDefault(INCARNATION, "0"));
  }

  private static Map<String, String> metadata(StreamConfiguration configuration) {
    var metadata = configuration.getMetadata();
    return metadata == null ? Map.of() : metadata;
  }

  /// Removes the stream of a topic, if it is there and of that incarnation or an earlier one.
  void deleteTopic(TopicRef ref, long incarnation) {
    boolean unused = delete(StreamNames.topic(ref), incarnation);
  }

  /// Makes the two streams of a queue, empty.
  Placing.Result createQueue(QueueRef ref, Existing<Queue> queue) {
    var config = queue.value().config();
    return switch (create(messages(ref, config, queue.incarnation()))) {
      case Placing.Unplaceable refused -> refused;
      case Placing.Placed _ -> create(ledger(ref, config, queue.incarnation()));
    };
  }

  /// Gives the streams of a queue the limits of its configuration.
  Placing.Result updateQueue(QueueRef ref, Existing<Queue> queue) {
    var config = queue.value().config();
    return switch (update(messages(ref, config, queue.incarnation()))) {
      case Placing.Unplaceable refused -> refused;
      case Placing.Placed _ -> update(ledger(ref, config, queue.incarnation()));
    };
  }

  /// Removes the streams of a queue, those of that incarnation and of earlier ones.
  void deleteQueue(QueueRef ref, long incarnation) {
    for (var subjects : List.of(StreamNames.everyQueue(ref), StreamNames.everyLedger(ref))) {
      for (var name : named(subjects)) {
        if (StreamNames.incarnation(name) <= incarnation) {
          boolean unused = new Stream(cluster, name).delete();
        }
      }
    }
  }

  private List<String> named(String subjects) {
    try {
      return cluster.administer(management -> management.getStreamNames(subjects));
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// Who was slow does not remove what was made anew meanwhile.
  private boolean delete(String name, long incarnation) {
    var stream = new Stream(cluster, name);
    var found = stream.info().map(StreamInfo::getConfiguration);
    return found.isPresent() && incarnation(found.get()) <= incarnation && stream.delete();
  }

  private Placing.Result create(StreamConfiguration wanted) {
    try {
      return placing.create(wanted);
    } catch (Placing.NameTaken taken) {
      boolean unused = delete(Objects.requireNonNull(wanted.getName()), incarnation(wanted));
      try {
        return placing.create(wanted);
      } catch (Placing.NameTaken again) {
        throw Failures.of(new IOException("somebody else makes " + wanted.getName(), again));
      }
    }
  }

  private static StreamConfiguration topicStream(
      TopicRef ref, TopicConfig config, long incarnation) {
    var subject = StreamNames.topicSubject(ref);
    var builder =
        base(config.placement(), incarnation)
            .name(StreamNames.topic(ref))
            .subjects(subject, subject + ".>")
            .maxAge(config.retention().plus(SLACK))
            .duplicateWindow(TopicConfig.DEDUP_WINDOW)
            .storageType(storage(config.storage()));
    var most = config.maxMessages();
    if (most != null && most < Long.MAX_VALUE / 4) {
      builder.maxMessages(2 * most + SPARE_MESSAGES);
    }
    return builder.build();
  }

  private static StreamConfiguration messages(QueueRef ref, QueueConfig config, long incarnation) {
    var window = config.dedupWindow();
    return base(config.placement(), incarnation)
        .name(StreamNames.queue(ref, incarnation))
        .subjects(StreamNames.queueSubjects(ref, incarnation))
        .maxAge(config.retention().plus(SLACK))
        .duplicateWindow(window.compareTo(LEAST_WINDOW) < 0 ? LEAST_WINDOW : window)
        .build();
  }

  private static StreamConfiguration ledger(QueueRef ref, QueueConfig config, long incarnation) {
    return base(config.placement(), incarnation)
        .name(StreamNames.ledger(ref, incarnation))
        .subjects(StreamNames.ledgerSubject(ref, incarnation))
        .build();
  }

  private static StreamConfiguration.Builder base(Placement placement, long incarnation) {
    return StreamConfiguration.builder()
        .retentionPolicy(RetentionPolicy.Limits)
        .discardPolicy(DiscardPolicy.Old)
        .allowDirect(true)
        .allowAtomicPublish(true)
        .metadata(Map.of(INCARNATION, Long.toString(incarnation)))
        .replicas(placement.replicas())
        .placement(Placing.of(placement));
  }

  private static io.nats.client.api.StorageType storage(StorageType type) {
    return switch (type) {
      case FILE -> io.nats.client.api.StorageType.File;
    };
  }
}
