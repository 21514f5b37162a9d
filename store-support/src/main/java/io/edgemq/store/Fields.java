package io.edgemq.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.WebhookUrl;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads and writes the fields of what is kept as JSON. What is missing or malformed throws
/// [IllegalArgumentException] or [java.time.DateTimeException]; unknown fields are ignored, because
/// a newer process may have written them.
final class Fields {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Fields() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] bytes(ObjectNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static JsonNode tree(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException quotesWhatItRead) {
      // What it read may hold secrets, so it is not the cause of anything.
      throw new IllegalArgumentException("not JSON");
    }
  }

  static String text(JsonNode json, String field) {
    return text(json.required(field));
  }

  static String text(JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException("not a text");
    }
    return value.textValue();
  }

  static long number(JsonNode json, String field) {
    return number(json.required(field));
  }

  static long number(JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("not a number");
    }
    return value.longValue();
  }

  static int integer(JsonNode json, String field) {
    return Math.toIntExact(number(json, field));
  }

  static OptionalInt optionalInteger(JsonNode json, String field) {
    return json.hasNonNull(field) ? OptionalInt.of(integer(json, field)) : OptionalInt.empty();
  }

  static Instant instant(JsonNode json, String field) {
    return Instant.parse(text(json, field));
  }

  static Optional<Instant> optionalInstant(JsonNode json, String field) {
    return optional(json, field).map(value -> Instant.parse(text(value)));
  }

  static Duration duration(JsonNode json, String field) {
    return Duration.parse(text(json, field));
  }

  static List<String> texts(JsonNode json, String field) {
    var texts = new ArrayList<String>();
    json.required(field).forEach(each -> texts.add(text(each)));
    return List.copyOf(texts);
  }

  static Optional<String> optionalText(JsonNode json, String field) {
    return optional(json, field).map(Fields::text);
  }

  static WebhookUrl url(String text) {
    return WebhookUrl.parse(text).orElseThrow(() -> new IllegalArgumentException("not a URL"));
  }

  /// The text of a constant.
  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// The name of the constant of which [#lower] made `text`.
  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static Optional<JsonNode> optional(JsonNode json, String field) {
    return json.hasNonNull(field) ? Optional.of(json.required(field)) : Optional.empty();
  }
}
