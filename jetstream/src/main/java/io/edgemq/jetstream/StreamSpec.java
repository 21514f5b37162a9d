package io.edgemq.jetstream;

import io.edgemq.domain.Placement;
import io.edgemq.domain.StorageType;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The wanted configuration of a stream: a log that drops its oldest messages, can be read directly
/// from any replica, and accepts atomic batches.
///
/// @param name its name in the cluster
/// @param subjects the subjects that it accepts
/// @param incarnation tells apart the successive streams of one name; grows
/// @param limits what the server drops by itself
/// @param placement the number of replicas, and their place
/// @param owner the row of the catalog that it belongs to, as JSON
public record StreamSpec(
    String name,
    List<String> subjects,
    long incarnation,
    Limits limits,
    Placement placement,
    String owner) {
  /// The metadata key of the incarnation.
  static final String INCARNATION = "edgemq-incarnation";

  /// The metadata key of the owner.
  static final String OWNER = "edgemq-row";

  public StreamSpec {
    subjects = List.copyOf(subjects);
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
