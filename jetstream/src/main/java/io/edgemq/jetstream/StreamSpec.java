package io.edgemq.jetstream;

import io.edgemq.domain.Placement;
import io.edgemq.domain.StorageType;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The wanted configuration of a stream that can be read directly from any replica and accepts
/// atomic batches: a log that drops its oldest messages, or a bucket of keys as NATS clients know
/// it.
///
/// @param name its name in the cluster
/// @param subjects the subjects that it accepts
/// @param incarnation tells apart the successive streams of one name; grows
/// @param limits what the server drops by itself
/// @param placement the number of replicas, and their place
/// @param owner the row of the catalog that it belongs to, as JSON
/// @param keys how many messages of each subject are kept, in a bucket; null: it is a log
public record StreamSpec(
    String name,
    List<String> subjects,
    long incarnation,
    Limits limits,
    Placement placement,
    String owner,
    @Nullable Keys keys) {
  /// The metadata key of the incarnation.
  public static final String INCARNATION = "edgemq-incarnation";

  /// The metadata key of the owner.
  static final String OWNER = "edgemq-row";

  /// The metadata key of a bucket's history.
  private static final String HISTORY = "edgemq-kv-history";

  /// The metadata key of the time at which a bucket was made.
  private static final String MADE = "edgemq-kv-made";

  /// The metadata key of the last sequence that a former bucket of that name gave.
  private static final String FORMER = "edgemq-kv-former";

  public StreamSpec {
    subjects = List.copyOf(subjects);
  }

  /// A log.
  public StreamSpec(
      String name,
      List<String> subjects,
      long incarnation,
      Limits limits,
      Placement placement,
      String owner) {
    this(name, subjects, incarnation, limits, placement, owner, null);
  }

  /// The messages of each subject in a bucket.
  ///
  /// @param history how many of them count, the newest
  /// @param madeAt when the bucket was made, as its row says
  public record Keys(int history, Kept kept, Instant madeAt) {
    /// Which of them the server keeps.
    public enum Kept {
      /// Those that count.
      HISTORY,
      /// All, until somebody who has to see each of them removes them.
      ALL
    }

    /// How many the server keeps; negative: all.
    long perSubject() {
      return switch (kept) {
        case HISTORY -> history;
        case ALL -> -1;
      };
    }
  }

  /// How many messages of each subject count in this bucket; 1 when that is not recorded.
  public static int history(StreamStatus bucket) {
    return Integer.parseInt(bucket.metadata().getOrDefault(HISTORY, "1"));
  }

  /// When this bucket was made, in epoch milliseconds; 0 when that is not recorded.
  public static long made(StreamStatus bucket) {
    return Long.parseLong(bucket.metadata().getOrDefault(MADE, "0"));
  }

  /// The last sequence of what had the bucket's name before; 0 when there was none.
  public static long former(StreamStatus bucket) {
    return Long.parseLong(bucket.metadata().getOrDefault(FORMER, "0"));
  }

  /// What a new bucket whose first message gets `first` is noted for.
  Map<String, String> beginning(long first) {
    return keys == null ? Map.of() : Map.of(FORMER, Long.toString(first - 1));
  }

  /// What the server drops by itself.
  ///
  /// @param maxAge drops older messages; null: no limit
  /// @param duplicateWindow how long the server knows message ids; null: its default
  /// @param maxMessages drops the oldest beyond this number; null: no limit
  public record Limits(
      @Nullable Duration maxAge,
      @Nullable Duration duplicateWindow,
      @Nullable Long maxMessages,
      StorageType storage) {
    /// Nothing is dropped.
    public static final Limits NONE = new Limits(null, null, null, StorageType.FILE);
  }

  /// As the client library takes it, with further metadata.
  StreamConfiguration configuration(Map<String, String> notes) {
    var metadata = new HashMap<>(notes);
    metadata.put(INCARNATION, Long.toString(incarnation));
    metadata.put(OWNER, owner);
    var builder =
        StreamConfiguration.builder()
            .name(name)
            .subjects(subjects)
            .retentionPolicy(RetentionPolicy.Limits)
            .discardPolicy(DiscardPolicy.Old)
            .allowDirect(true)
            .allowAtomicPublish(true)
            .metadata(metadata)
            .storageType(storage(limits.storage()))
            .replicas(placement.replicas())
            .placement(StreamPlacement.of(placement));
    var perKey = keys;
    if (perKey != null) {
      metadata.put(HISTORY, Integer.toString(perKey.history()));
      metadata.put(MADE, Long.toString(perKey.madeAt().toEpochMilli()));
      builder
          .metadata(metadata)
          .maxMessagesPerSubject(perKey.perSubject())
          .discardPolicy(DiscardPolicy.New)
          .allowRollup(true)
          .denyDelete(true);
    }
    if (limits.maxAge() != null) {
      builder.maxAge(limits.maxAge());
    }
    if (limits.duplicateWindow() != null) {
      builder.duplicateWindow(limits.duplicateWindow());
    }
    if (limits.maxMessages() != null) {
      builder.maxMessages(limits.maxMessages());
    }
    return builder.build();
  }

  private static io.nats.client.api.StorageType storage(StorageType type) {
    return switch (type) {
      case FILE -> io.nats.client.api.StorageType.File;
    };
  }
}
