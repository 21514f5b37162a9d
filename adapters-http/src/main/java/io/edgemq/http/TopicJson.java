package io.edgemq.http;

import io.edgemq.domain.StorageType;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.server.Call;
import org.jspecify.annotations.Nullable;

/// Topics as JSON (SPEC 4).
final class TopicJson {
  private TopicJson() {}

  /// The fields of a configuration in a request.
  static Fields fields(Call call) {
    return Fields.of(
        call,
        "name",
        "retention_seconds",
        "max_bytes",
        "max_messages",
        "storage",
        "replicas",
        "geo");
  }

  /// `base` with what `fields` say.
  static TopicConfig merge(TopicConfig base, Fields fields) {
    return new TopicConfig(
        QueueJson.positive(fields, "retention_seconds", base.retention()),
        limit(fields, "max_bytes", base.maxBytes()),
        limit(fields, "max_messages", base.maxMessages()),
        storage(fields, base.storage()),
        QueueJson.placement(fields, base.placement()));
  }

  /// `current` with what `fields` change; the name cannot change.
  static TopicConfig change(TopicConfig current, Fields fields, TopicName name) {
    if (fields.text("name").filter(other -> !other.equals(name.value())).isPresent()) {
      throw Problems.immutableField("name").asException();
    }
    return merge(current, fields);
  }

  private static @Nullable Long limit(Fields fields, String name, @Nullable Long base) {
    return fields.mentions(name) ? fields.number(name, 1, Long.MAX_VALUE).orElse(null) : base;
  }

  private static StorageType storage(Fields fields, StorageType base) {
    var wanted = fields.text("storage");
    if (wanted.isPresent() && !wanted.get().equals("file")) {
      throw Problems.unsupportedStorage(Texts.printable(wanted.get())).asException();
    }
    return wanted.isPresent() ? StorageType.FILE : base;
  }

  /// The topic, as an object of its own.
  static JsonOut write(JsonOut out, Topic topic) {
    return members(out.object(), topic).endObject();
  }

  /// The topic and what its log holds.
  static JsonOut write(JsonOut out, ManageTopics.Description description) {
    var state = description.state();
    return members(out.object(), description.topic())
        .field("replicas_actual", description.replicas())
        .field("first_sequence", state.bounds().first())
        .field("last_sequence", state.bounds().last())
        .field("messages", state.messages())
        .field("bytes", state.bytes())
        .endObject();
  }

  private static JsonOut members(JsonOut out, Topic topic) {
    var config = topic.config();
    out.field("name", topic.name().value())
        .fieldOf("retention_seconds", Seconds.text(config.retention()))
        .fieldOrNull("max_bytes", config.maxBytes())
        .fieldOrNull("max_messages", config.maxMessages())
        .field("storage", text(config.storage()));
    return QueueJson.placement(out, config.placement())
        .field("created_at", topic.createdAt().toString());
  }

  private static String text(StorageType storage) {
    return switch (storage) {
      case FILE -> "file";
    };
  }
}
