package io.edgemq.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;

/// An ingest as JSON, its secrets included. Durations are in ISO 8601. What is malformed throws
/// [IllegalArgumentException] or [java.time.DateTimeException].
public final class IngestFormat {
  private IngestFormat() {}

  /// `ingest` as one line of JSON.
  public static String text(Ingest ingest) {
    return write(ingest).toString();
  }

  /// What [#text] wrote.
  public static Ingest parse(String text) {
    return read(Fields.tree(text));
  }

  /// `ingest` as a JSON object.
  public static ObjectNode write(Ingest ingest) {
    var json =
        Fields.object()
            .put("id", ingest.id().value())
            .put("tenant", ingest.tenant().value())
            .put("name", ingest.name());
    json.set("target", target(ingest.target()));
    json.set("auth", IngestAuthFormat.write(ingest.auth()));
    json.set("subject", subject(ingest.subject()));
    var dedup = ingest.dedupHeader();
    if (dedup != null) {
      json.put("dedup_header", dedup);
    }
    json.set("cors", cors(ingest.cors()));
    return json.put("created_at", ingest.createdAt().toString());
  }

  /// What [#write] wrote.
  public static Ingest read(JsonNode json) {
    return new Ingest(
        new IngestId(Fields.text(json, "id")),
        new TenantId(Fields.text(json, "tenant")),
        Fields.text(json, "name"),
        target(json.required("target")),
        IngestAuthFormat.read(json.required("auth")),
        subject(json.required("subject")),
        Fields.optionalText(json, "dedup_header").orElse(null),
        cors(json.required("cors")),
        Fields.instant(json, "created_at"));
  }

  private static ObjectNode target(IngestTarget target) {
    return switch (target) {
      case IngestTarget.ToQueue(var queue) -> Fields.object().put("queue", queue.value());
      case IngestTarget.ToTopic(var topic) -> Fields.object().put("topic", topic.value());
    };
  }

  private static IngestTarget target(JsonNode json) {
    return json.hasNonNull("queue")
        ? new IngestTarget.ToQueue(new QueueName(Fields.text(json, "queue")))
        : new IngestTarget.ToTopic(new TopicName(Fields.text(json, "topic")));
  }

  private static ObjectNode subject(SubjectSource subject) {
    return switch (subject) {
      case SubjectSource.Nothing _ -> Fields.object().put("from", "nothing");
      case SubjectSource.FromHeader(var name) ->
          Fields.object().put("from", "header").put("header", name);
      case SubjectSource.FromPointer(var pointer) ->
          Fields.object().put("from", "pointer").put("pointer", pointer);
      case SubjectSource.FromPath _ -> Fields.object().put("from", "path");
    };
  }

  private static SubjectSource subject(JsonNode json) {
    var from = Fields.text(json, "from");
    return switch (from) {
      case "nothing" -> new SubjectSource.Nothing();
      case "header" -> new SubjectSource.FromHeader(Fields.text(json, "header"));
      case "pointer" -> new SubjectSource.FromPointer(Fields.text(json, "pointer"));
      case "path" -> new SubjectSource.FromPath();
      default -> throw new IllegalArgumentException("not a source of subjects: " + from);
    };
  }

  private static ObjectNode cors(IngestCors cors) {
    var json = Fields.object();
    var origins = json.putArray("origins");
    cors.origins().forEach(origins::add);
    var headers = json.putArray("headers");
    cors.headers().forEach(headers::add);
    return json.put("max_age", cors.maxAge().toString());
  }

  private static IngestCors cors(JsonNode json) {
    return new IngestCors(
        Fields.texts(json, "origins"),
        Fields.texts(json, "headers"),
        Fields.duration(json, "max_age"));
  }
}
