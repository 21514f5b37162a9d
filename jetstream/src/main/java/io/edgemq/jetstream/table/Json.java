package io.edgemq.jetstream.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Rows as JSON, so that operators can read them. Unknown fields are ignored: a newer process may
/// have written them. Missing or malformed fields throw [IllegalArgumentException] or
/// [java.time.DateTimeException].
public final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static byte[] bytes(ObjectNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static JsonNode tree(byte[] bytes) throws IOException {
    return MAPPER.readTree(bytes);
  }

  public static String text(JsonNode json, String field) {
    var value = json.required(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("not a text: " + field);
    }
    return value.textValue();
  }

  public static long number(JsonNode json, String field) {
    var value = json.required(field);
    if (!value.canConvertToLong()) {
      throw new IllegalArgumentException("not a number: " + field);
    }
    return value.longValue();
  }

  public static Instant instant(JsonNode json, String field) {
    return Instant.parse(text(json, field));
  }

  public static Duration duration(JsonNode json, String field) {
    return Duration.parse(text(json, field));
  }

  static @Nullable public String optionalText(JsonNode json, String field) {
    return json.hasNonNull(field) ? text(json, field) : null;
  }

  static @Nullable public Long optionalNumber(JsonNode json, String field) {
    return json.hasNonNull(field) ? (Long) number(json, field) : null;
  }

  static @Nullable public Instant optionalInstant(JsonNode json, String field) {
    return json.hasNonNull(field) ? instant(json, field) : null;
  }

  static @Nullable public String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
