package io.edgemq.http;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.in.ManageBuckets;
import io.edgemq.server.Call;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Buckets as JSON (SPEC 6).
final class BucketJson {
  private static final String TTL = "ttl_seconds";
  private static final String TOPIC = "change_stream_topic";

  private BucketJson() {}

  /// The fields of a configuration in a request.
  static Fields fields(Call call) {
    return Fields.of(call, "name", "history", TTL, "max_bytes", "replicas", "geo", TOPIC);
  }

  /// `base` with what `fields` say; what is null is as in a new bucket.
  static BucketConfig merge(BucketConfig base, Fields fields) {
    var standard = BucketConfig.DEFAULT;
    return new BucketConfig(
        fields.pick("history", base.history(), standard.history(), () -> history(fields)),
        fields.mentions(TTL) ? ttl(fields) : base.ttl(),
        fields.mentions("max_bytes")
            ? fields.number("max_bytes", 1, Long.MAX_VALUE).orElse(null)
            : base.maxBytes(),
        QueueJson.placement(fields, base.placement()),
        fields.mentions(TOPIC) ? topic(fields) : base.changeStream());
  }

  private static int history(Fields fields) {
    return fields.number("history", 1, BucketConfig.MOST_HISTORY).orElseThrow().intValue();
  }

  private static @Nullable Duration ttl(Fields fields) {
    return fields.isNull(TTL) ? null : QueueJson.positive(fields, TTL, Duration.ZERO);
  }

  private static @Nullable TopicName topic(Fields fields) {
    return fields.text(TOPIC).map(PathParameters::topic).orElse(null);
  }

  /// `current` with what `fields` change; the name cannot change.
  static BucketConfig change(BucketConfig current, Fields fields, BucketName name) {
    if (fields.text("name").filter(other -> !other.equals(name.value())).isPresent()) {
      throw Problems.immutableField("name").asException();
    }
    return merge(current, fields);
  }

  /// The bucket, as an object of its own.
  static JsonOut write(JsonOut out, Bucket bucket) {
    return members(out.object(), bucket).endObject();
  }

  /// The bucket and what it holds.
  static JsonOut write(JsonOut out, ManageBuckets.Description description) {
    var state = description.state();
    return members(out.object(), description.bucket())
        .field("keys", state.keys())
        .field("bytes", state.bytes())
        .field("last_revision", state.lastRevision())
        .endObject();
  }

  private static JsonOut members(JsonOut out, Bucket bucket) {
    var config = bucket.config();
    out.field("name", bucket.name().value()).field("history", config.history());
    var ttl = config.ttl();
    var topic = config.changeStream();
    out.fieldOf(TTL, ttl == null ? "null" : Seconds.text(ttl))
        .fieldOrNull("max_bytes", config.maxBytes());
    return QueueJson.placement(out, config.placement())
        .field(TOPIC, topic == null ? null : topic.value())
        .field("created_at", bucket.createdAt().toString());
  }
}
