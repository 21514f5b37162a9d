package io.edgemq.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.server.Percent;
import java.nio.ByteBuffer;

/// Reads a body as one JSON object, strictly: UTF-8 only, no field twice, nothing after the end,
/// bounded in depth and in the length of numbers and names.
final class JsonIn {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_NUMBER = 40;
  private static final int MAX_NAME = 1000;
  private static final ObjectReader READER = reader();

  private JsonIn() {}

  private static ObjectReader reader() {
    var constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(MAX_NUMBER)
            .maxNameLength(MAX_NAME)
            .maxStringLength(Integer.MAX_VALUE) // the body as a whole is bounded
            .build();
    // Names come from callers: neither intern nor keep them. And each connection has a thread: left
    // with the thread, its buffers would stay for as long as the connection.
    var factory =
        JsonFactory.builder()
            .streamReadConstraints(constraints)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
        .build()
        .readerFor(JsonNode.class);
  }

  /// The object that `body` is; an empty body stands for one without fields.
  static ObjectNode object(byte[] body) {
    if (body.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    var text =
        Percent.utf8(ByteBuffer.wrap(body))
            .orElseThrow(() -> Problems.invalidJson("the body is not UTF-8").asException());
    return object(text);
  }

  /// The object that `text` is.
  static ObjectNode object(String text) {
    try {
      JsonNode node = READER.readValue(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException malformed) {
      throw Problems.invalidJson(JsonComplaints.of(malformed)).asException();
    }
    throw Problems.invalidJson("the body must be a JSON object").asException();
  }
}
