package io.edgemq.nats.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.domain.kv.ChangeStream.Leg;
import io.edgemq.domain.kv.ChangeStream.Source;
import io.edgemq.jetstream.table.Json;
import io.edgemq.jetstream.table.RowFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Mappings as JSON: `{"tenant_id", "bucket_name", "target_topic", "created_at"}`, which is all
/// that
/// an operator must write, and what else there is to say.
public final class MappingFormat implements RowFormat<MappingRow> {
  private static final String TENANT = "tenant_id";
  private static final String BUCKET = "bucket_name";
  private static final String TARGET = "target_topic";
  private static final String CREATED = "created_at";
  private static final String SOURCE = "source";
  private static final String FOREIGN = "kv";
  private static final String INCARNATION = "incarnation";
  private static final String LEGS = "legs";
  private static final String TOPIC = "topic";
  private static final String AFTER = "after";
  private static final String UNTIL = "until";

  @Override
  public byte[] write(MappingRow row) {
    return switch (row) {
      case MappingRow.Whole(var stream) -> write(stream);
      case MappingRow.Written _ -> throw new IllegalArgumentException("only people write those");
    };
  }

  private static byte[] write(ChangeStream stream) {
    var json =
        Json.object()
            .put(TENANT, stream.bucket().tenant().value())
            .put(BUCKET, stream.bucket().name().value())
            .put(TARGET, stream.legs().getLast().topic().value())
            .put(CREATED, stream.createdAt().toString());
    switch (stream.source()) {
      case OWN -> {}
      case FOREIGN -> json.put(SOURCE, FOREIGN);
    }
    json.put(INCARNATION, stream.incarnation());
    if (!stream.legs().equals(List.of(new Leg(stream.legs().getLast().topic(), 0, null)))) {
      var legs = json.putArray(LEGS);
      for (var leg : stream.legs()) {
        var one = legs.addObject().put(TOPIC, leg.topic().value()).put(AFTER, leg.after());
        if (leg.until() != null) {
          one.put(UNTIL, leg.until());
        }
      }
    }
    return Json.bytes(json);
  }

  @Override
  public MappingRow read(byte[] bytes) throws IOException {
    var json = Json.tree(bytes);
    var bucket =
        new BucketRef(
            new TenantId(Json.text(json, TENANT)), new BucketName(Json.text(json, BUCKET)));
    var target = new TopicName(Json.text(json, TARGET));
    var createdAt = Json.instant(json, CREATED);
    var foreign = foreign(json);
    if (!json.hasNonNull(INCARNATION)) {
      return new MappingRow.Written(bucket, target, createdAt, foreign);
    }
    var legs = legs(json, target);
    if (!legs.getLast().topic().equals(target)) {
      throw new IllegalArgumentException("not the target of the last leg");
    }
    return new MappingRow.Whole(
        new ChangeStream(
            bucket, foreign.orElse(Source.OWN), Json.number(json, INCARNATION), legs, createdAt));
  }

  private static Optional<Source> foreign(JsonNode json) {
    if (!json.hasNonNull(SOURCE)) {
      return Optional.empty();
    }
    if (!Json.text(json, SOURCE).equals(FOREIGN)) {
      throw new IllegalArgumentException("an unknown source");
    }
    return Optional.of(Source.FOREIGN);
  }

  private static List<Leg> legs(JsonNode json, TopicName target) {
    if (!json.hasNonNull(LEGS)) {
      return List.of(new Leg(target, 0, null));
    }
    var legs = new ArrayList<Leg>();
    for (var leg : json.required(LEGS)) {
      var until = leg.hasNonNull(UNTIL) ? (Long) Json.number(leg, UNTIL) : null;
      legs.add(new Leg(new TopicName(Json.text(leg, TOPIC)), Json.number(leg, AFTER), until));
    }
    if (legs.isEmpty()) {
      throw new IllegalArgumentException("no legs");
    }
    return legs;
  }
}
