package io.edgemq.http;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.ports.in.ManageQueues;
import io.edgemq.server.Call;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Queues as JSON (SPEC 3).
final class QueueJson {
  private static final String[] FIELDS = {
    "name",
    "visibility_timeout_seconds",
    "retention_seconds",
    "delay_seconds",
    "max_message_bytes",
    "fifo",
    "dedup_window_seconds",
    "dead_letter",
    "replicas",
    "geo"
  };

  private QueueJson() {}

  /// The fields of a configuration in a request.
  static Fields fields(Call call) {
    return Fields.of(call, FIELDS);
  }

  /// The configuration that `fields` ask for; what they leave out is as in `standard`.
  static QueueConfig create(QueueConfig standard, Fields fields) {
    var type = fields.truth("fifo").orElse(false) ? QueueType.FIFO : QueueType.STANDARD;
    return merge(standard, fields, type);
  }

  /// `current` with what `fields` change. The name and type cannot change.
  static QueueConfig change(QueueConfig current, Fields fields, QueueName name) {
    if (fields.text("name").filter(other -> !other.equals(name.value())).isPresent()) {
      throw Problems.immutableField("name").asException();
    }
    boolean fifo = current.type() == QueueType.FIFO;
    if (fields.truth("fifo").filter(other -> other != fifo).isPresent()) {
      throw Problems.immutableField("fifo").asException();
    }
    return merge(current, fields, current.type());
  }

  private static QueueConfig merge(QueueConfig base, Fields fields, QueueType type) {
    return new QueueConfig(
        type,
        fields.duration("visibility_timeout_seconds").orElse(base.visibilityTimeout()),
        positive(fields, "retention_seconds", base.retention()),
        fields.duration("delay_seconds").orElse(base.delay()),
        fields
            .number("max_message_bytes", 1, Integer.MAX_VALUE)
            .map(Long::intValue)
            .orElse(base.maxMessageBytes()),
        fields.duration("dedup_window_seconds").orElse(base.dedupWindow()),
        fields.mentions("dead_letter") ? deadLetter(fields) : base.deadLetter(),
        placement(fields, base.placement()));
  }

  /// The duration in `name`, which may not be zero.
  static Duration positive(Fields fields, String name, Duration otherwise) {
    var duration = fields.duration(name).orElse(otherwise);
    if (!duration.isPositive()) {
      throw Problems.outOfRange(name, "more than 0 seconds").asException();
    }
    return duration;
  }

  private static @Nullable DeadLetterPolicy deadLetter(Fields fields) {
    return fields
        .object("dead_letter", List.of("queue", "max_receives"))
        .map(
            policy ->
                new DeadLetterPolicy(
                    PathParameters.queue(policy.requiredText("queue")),
                    policy
                        .number("max_receives", 1, DeadLetterPolicy.MOST_RECEIVES)
                        .orElseThrow(() -> policy.missing("max_receives"))
                        .intValue()))
        .orElse(null);
  }

  /// The placement that `fields` ask for.
  static Placement placement(Fields fields, Placement base) {
    int replicas = fields.number("replicas", 1, 5).map(Long::intValue).orElse(base.replicas());
    if (!Placement.isLegalReplicas(replicas)) {
      throw Problems.outOfRange("replicas", "1, 3 or 5").asException();
    }
    var geo = fields.text("geo").orElse(base.geo());
    if (!Placement.isLegalGeo(geo)) {
      throw fields.invalid("geo", "'auto' or a tag of 1 to 32 lower-case letters, digits or '-'");
    }
    return new Placement(replicas, geo);
  }

  /// The queue, as an object of its own.
  static JsonOut write(JsonOut out, Queue queue) {
    return members(out.object(), queue).endObject();
  }

  /// The queue and what it holds.
  static JsonOut write(JsonOut out, ManageQueues.Description description) {
    var counts = description.counts();
    members(out.object(), description.queue()).field("replicas_actual", description.replicas());
    out.object("counts")
        .field("ready", counts.ready())
        .field("in_flight", counts.inFlight())
        .field("delayed", counts.delayed())
        .endObject();
    return out.fieldOf("oldest_age_seconds", Seconds.text(counts.oldestAge())).endObject();
  }

  private static JsonOut members(JsonOut out, Queue queue) {
    var config = queue.config();
    out.field("name", queue.name().value())
        .fieldOf("visibility_timeout_seconds", Seconds.text(config.visibilityTimeout()))
        .fieldOf("retention_seconds", Seconds.text(config.retention()))
        .fieldOf("delay_seconds", Seconds.text(config.delay()))
        .field("max_message_bytes", config.maxMessageBytes())
        .field("fifo", config.type() == QueueType.FIFO)
        .fieldOf("dedup_window_seconds", Seconds.text(config.dedupWindow()));
    var deadLetter = config.deadLetter();
    if (deadLetter == null) {
      out.field("dead_letter", (String) null);
    } else {
      out.object("dead_letter")
          .field("queue", deadLetter.queue().value())
          .field("max_receives", deadLetter.maxReceives())
          .endObject();
    }
    return placement(out, config.placement()).field("created_at", queue.createdAt().toString());
  }

  /// The fields of a placement.
  static JsonOut placement(JsonOut out, Placement placement) {
    return out.field("replicas", placement.replicas()).field("geo", placement.geo());
  }
}
