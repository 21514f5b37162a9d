package io.edgemq.jetstream;

import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream as the cluster has it: its state and how it is configured.
///
/// @param maxAge drops older messages; null: no limit
/// @param duplicateWindow how long the server knows message ids; null: its default
/// @param maxMessages drops the oldest beyond this number; null: no limit
/// @param geo the wanted place; null: anywhere
/// @param absent the names of replicas that are offline or behind
public record StreamDescription(
    String name,
    StreamStatus status,
    @Nullable Duration maxAge,
    @Nullable Duration duplicateWindow,
    @Nullable Long maxMessages,
    @Nullable String geo,
    List<String> absent) {
  public StreamDescription {
    absent = List.copyOf(absent);
  }

  static StreamDescription of(String name, StreamInfo info) {
    var configuration = info.getConfiguration();
    Duration age = configuration.getMaxAge();
    long most = configuration.getMaxMsgs();
    return new StreamDescription(
        name,
        StreamStatus.of(info),
        age == null || age.isZero() ? null : age,
        configuration.getDuplicateWindow(),
        most <= 0 ? null : (Long) most,
        geo(configuration),
        absent(info));
  }

  private static @Nullable String geo(StreamConfiguration configuration) {
    var placement = configuration.getPlacement();
    var tags = placement == null ? null : placement.getTags();
    return tags == null
        ? null
        : tags.stream()
            .filter(tag -> tag.startsWith("geo:"))
            .map(tag -> tag.substring("geo:".length()))
            .findFirst()
            .orElse(null);
  }

  private static List<String> absent(StreamInfo info) {
    var cluster = info.getClusterInfo();
    var replicas = cluster == null ? null : cluster.getReplicas();
    return replicas == null
        ? List.of()
        : replicas.stream()
            .filter(replica -> replica.isOffline() || !replica.isCurrent())
            .map(replica -> String.valueOf(replica.getName()))
            .toList();
  }
}
