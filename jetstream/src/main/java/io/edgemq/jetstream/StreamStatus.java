package io.edgemq.jetstream;

import io.nats.client.api.StreamInfo;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a stream is, as its leader knows it.
///
/// @param first the first message's sequence
/// @param last the sequence that was given last, whatever became of the message
/// @param messages how many messages it has
/// @param bytes how many bytes they take in the server's store
/// @param metadata what those who made the stream noted in its configuration
/// @param replicated whether more than one server has it
/// @param at when the server said so, by its own clock; null when it did not tell
public record StreamStatus(
    long first,
    long last,
    long messages,
    long bytes,
    Map<String, String> metadata,
    boolean replicated,
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
        others != null && !others.isEmpty(),
        at == null ? null : at.toInstant());
  }

  /// Which one of all streams that had its name one after the other; 0 when nobody noted it.
  public long incarnation() {
    return Long.parseLong(metadata.getOrDefault(StreamSpec.INCARNATION, "0"));
  }
}
