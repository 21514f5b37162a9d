package io.edgemq.jetstream;

import io.nats.client.api.StreamInfo;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The state of a stream, as its leader knows it.
///
/// @param first the first message's sequence
/// @param last the highest sequence ever assigned, even when its message is gone
/// @param messages the number of messages
/// @param bytes their size in the server's store
/// @param metadata the metadata in the stream's configuration
/// @param replicas the number of its replicas
/// @param replicated whether it has more than one replica
/// @param sealed whether it takes no message any more, because it is being removed
/// @param at the server's time of this answer; null when it gave none
public record StreamStatus(
    long first,
    long last,
    long messages,
    long bytes,
    Map<String, String> metadata,
    int replicas,
    boolean replicated,
    boolean sealed,
    @Nullable Instant at) {

  static StreamStatus of(StreamInfo info) {
    var state = info.getStreamState();
    var metadata = info.getConfiguration().getMetadata();
    var cluster = info.getClusterInfo();
    var others = cluster == null ? null : cluster.getReplicas();
    ZonedDateTime at = info.getTimestamp();
    return new StreamStatus(
        state.getFirstSequence(),
        state.getLastSequence(),
        state.getMsgCount(),
        state.getByteCount(),
        metadata == null ? Map.of() : metadata,
        info.getConfiguration().getReplicas(),
        others != null && !others.isEmpty(),
        info.getConfiguration().getSealed(),
        at == null ? null : at.toInstant());
  }

  /// The row of the catalog that it belongs to, as JSON; null when none was recorded.
  public @Nullable String owner() {
    return metadata.get(StreamSpec.OWNER);
  }

  /// Whether it is ours, and of that incarnation or an earlier one. A stream of somebody else has
  /// no incarnation.
  boolean isUpTo(long incarnation) {
    return incarnation() > 0 && incarnation() <= incarnation;
  }

  /// Tells apart the successive streams of one name; 0 when none was recorded.
  public long incarnation() {
    return Long.parseLong(metadata.getOrDefault(StreamSpec.INCARNATION, "0"));
  }
}
