package io.edgemq.nats.catalog;

import static io.edgemq.jetstream.table.Json.duration;
import static io.edgemq.jetstream.table.Json.instant;
import static io.edgemq.jetstream.table.Json.number;
import static io.edgemq.jetstream.table.Json.optionalNumber;
import static io.edgemq.jetstream.table.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Former;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.StorageType;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.jetstream.table.Json;
import io.edgemq.jetstream.table.RowFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Rows of the catalog as JSON; durations are in ISO 8601.
public final class CatalogFormat implements RowFormat<CatalogRow> {
  @Override
  public byte[] write(CatalogRow row) {
    var json = Json.object();
    switch (row) {
      case CatalogRow.OfTenant(var tenant) ->
          TenantFormat.write(json.put("kind", "tenant"), tenant);
      case CatalogRow.OfQueue(var queue) -> {
        writeStage(json.put("kind", "queue"), queue);
        write(json, queue.value());
      }
      case CatalogRow.OfTopic(var topic) -> {
        writeStage(json.put("kind", "topic"), topic);
        write(json, topic.value());
      }
      case CatalogRow.OfBucket(var bucket) -> {
        writeStage(json.put("kind", "bucket"), bucket);
        BucketFormat.write(json, bucket.value());
      }
      case CatalogRow.OfSubscription(var subscription, long incarnation) -> {
        json.put("kind", "subscription").put("topic_incarnation", incarnation);
        SubscriptionFormat.write(json, subscription);
      }
    }
    return Json.bytes(json);
  }

  /// As [#write], as text.
  String describe(CatalogRow row) {
    return new String(write(row), StandardCharsets.UTF_8);
  }

  @Override
  public CatalogRow read(byte[] bytes) throws IOException {
    var json = Json.tree(bytes);
    var kind = text(json, "kind");
    return switch (kind) {
      case "tenant" -> new CatalogRow.OfTenant(TenantFormat.read(json));
      case "queue" -> new CatalogRow.OfQueue(resource(json, queue(json)));
      case "topic" -> new CatalogRow.OfTopic(resource(json, topic(json)));
      case "bucket" -> new CatalogRow.OfBucket(resource(json, BucketFormat.read(json)));
      case "subscription" ->
          new CatalogRow.OfSubscription(
              SubscriptionFormat.read(json), number(json, "topic_incarnation"));
      default -> throw new IllegalArgumentException("not a kind of row: " + kind);
    };
  }

  private static void writeStage(ObjectNode json, Resource<?> resource) {
    json.put("stage", lower(resource.stage())).put("incarnation", resource.incarnation());
    var former = resource.former();
    if (former != null) {
      json.putObject("former")
          .put("last", former.last())
          .put("removed_at", former.removedAt().toString());
    }
  }

  private static <T> Resource<T> resource(JsonNode json, T value) {
    var stage = Resource.Stage.valueOf(upper(text(json, "stage")));
    var former =
        json.hasNonNull("former")
            ? new Former(
                number(json.required("former"), "last"),
                instant(json.required("former"), "removed_at"))
            : null;
    return new Resource<>(value, stage, number(json, "incarnation"), former);
  }

  private static void write(ObjectNode json, Queue queue) {
    var config = queue.config();
    json.put("name", queue.name().value()).put("created_at", queue.createdAt().toString());
    json.put("type", lower(config.type()));
    json.put("visibility_timeout", config.visibilityTimeout().toString());
    json.put("retention", config.retention().toString());
    json.put("delay", config.delay().toString());
    json.put("max_message_bytes", config.maxMessageBytes());
    json.put("dedup_window", config.dedupWindow().toString());
    var deadLetter = config.deadLetter();
    if (deadLetter != null) {
      json.putObject("dead_letter")
          .put("queue", deadLetter.queue().value())
          .put("max_receives", deadLetter.maxReceives());
    }
    writePlacement(json, config.placement());
  }

  private static Queue queue(JsonNode json) {
    var deadLetter =
        json.hasNonNull("dead_letter")
            ? new DeadLetterPolicy(
                new QueueName(text(json.required("dead_letter"), "queue")),
                integer(json.required("dead_letter"), "max_receives"))
            : null;
    var config =
        new QueueConfig(
            QueueType.valueOf(upper(text(json, "type"))),
            duration(json, "visibility_timeout"),
            duration(json, "retention"),
            duration(json, "delay"),
            integer(json, "max_message_bytes"),
            duration(json, "dedup_window"),
            deadLetter,
            placement(json));
    return new Queue(new QueueName(text(json, "name")), config, instant(json, "created_at"));
  }

  private static void write(ObjectNode json, Topic topic) {
    var config = topic.config();
    json.put("name", topic.name().value()).put("created_at", topic.createdAt().toString());
    json.put("retention", config.retention().toString());
    json.put("max_bytes", config.maxBytes()).put("max_messages", config.maxMessages());
    json.put("storage", lower(config.storage()));
    writePlacement(json, config.placement());
  }

  private static Topic topic(JsonNode json) {
    var config =
        new TopicConfig(
            duration(json, "retention"),
            optionalNumber(json, "max_bytes"),
            optionalNumber(json, "max_messages"),
            StorageType.valueOf(upper(text(json, "storage"))),
            placement(json));
    return new Topic(new TopicName(text(json, "name")), config, instant(json, "created_at"));
  }

  static void writePlacement(ObjectNode json, Placement placement) {
    json.put("replicas", placement.replicas()).put("geo", placement.geo());
  }

  static Placement placement(JsonNode json) {
    return new Placement(integer(json, "replicas"), text(json, "geo"));
  }

  static int integer(JsonNode json, String field) {
    long number = number(json, field);
    if (number != (int) number) {
      throw new IllegalArgumentException("too large: " + field);
    }
    return (int) number;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
