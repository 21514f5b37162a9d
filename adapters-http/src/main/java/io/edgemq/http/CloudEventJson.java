package io.edgemq.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.edgemq.domain.CloudEvent;
import io.edgemq.ports.out.CloudEventFormat;
import io.edgemq.server.Percent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Writes CloudEvents with [JsonOut]. Data that is JSON is checked with Jackson and copied as it
/// is, so numbers keep their digits and objects the order of their fields.
public final class CloudEventJson implements CloudEventFormat {
  /// How deep JSON may nest to stand in `data`. Parsers of receivers have bounds, too, and what
  /// nests deeper must not keep them from reading the envelope.
  private static final int MAX_DEPTH = 500;

  private static final int ENVELOPE_BYTES = 512;
  private static final JsonFactory JSON = json();

  private static JsonFactory json() {
    var constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(Integer.MAX_VALUE) // the payload as a whole is bounded
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(constraints)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
        .build();
  }

  @Override
  public byte[] encode(CloudEvent event) {
    var payload = event.data();
    var out =
        new JsonOut(ENVELOPE_BYTES + payload.size())
            .object()
            .field("specversion", CloudEvent.SPEC_VERSION)
            .field("id", event.id())
            .field("source", event.source())
            .field("type", event.type())
            .field("subject", event.subject())
            .field("time", event.time().toString())
            .field("datacontenttype", event.contentType());
    if (payload.size() > 0) {
      data(out, event.contentType(), payload.bytes());
    }
    return out.endObject().toBytes();
  }

  /// Adds the data as what it is; in base64 when it is not what its media type says. JSON that is
  /// not well-formed does not become a string: receivers would read that string as the JSON.
  private static void data(JsonOut out, String contentType, byte[] data) {
    var kind = DataKind.of(contentType);
    var text = kind == DataKind.BINARY ? Optional.<String>empty() : utf8(data);
    if (text.isEmpty() || (kind == DataKind.JSON && !isJson(text.get()))) {
      out.base64("data_base64", data);
    } else if (kind == DataKind.JSON) {
      out.fieldOf("data", data);
    } else {
      out.field("data", text.get());
    }
  }

  private static Optional<String> utf8(byte[] data) {
    return Percent.utf8(ByteBuffer.wrap(data));
  }

  /// Whether `text` is one JSON value and nothing else.
  private static boolean isJson(String text) {
    try (var parser = JSON.createParser(text)) {
      return parser.nextToken() != null && parser.skipChildren().nextToken() == null;
    } catch (IOException malformed) {
      return false;
    }
  }
}
