package io.edgemq.nats.catalog;

import static io.edgemq.jetstream.table.Json.duration;
import static io.edgemq.jetstream.table.Json.instant;
import static io.edgemq.jetstream.table.Json.optionalNumber;
import static io.edgemq.jetstream.table.Json.optionalText;
import static io.edgemq.jetstream.table.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.BucketName;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.jetstream.table.Json;

/// Buckets in rows of the catalog.
final class BucketFormat {
  private BucketFormat() {}

  static void write(ObjectNode json, Bucket bucket) {
    var config = bucket.config();
    json.put("name", bucket.name().value()).put("created_at", bucket.createdAt().toString());
    json.put("history", config.history()).put("ttl", Json.text(config.ttl()));
    json.put("max_bytes", config.maxBytes());
    var told = config.changeStream();
    json.put("change_stream_topic", told == null ? null : told.value());
    CatalogFormat.writePlacement(json, config.placement());
  }

  static Bucket read(JsonNode json) {
    var told = optionalText(json, "change_stream_topic");
    var config =
        new BucketConfig(
            CatalogFormat.integer(json, "history"),
            json.hasNonNull("ttl") ? duration(json, "ttl") : null,
            optionalNumber(json, "max_bytes"),
            CatalogFormat.placement(json),
            told == null ? null : new TopicName(told));
    return new Bucket(new BucketName(text(json, "name")), config, instant(json, "created_at"));
  }
}
