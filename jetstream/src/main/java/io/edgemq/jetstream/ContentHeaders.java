package io.edgemq.jetstream;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes content as the headers and the body of a message. Any NATS tool shows something useful:
/// `Content-Type`, and a header `Mq-Attr-…` for each attribute.
public final class ContentHeaders {
  private static final String TYPE = "Content-Type";
  private static final String ATTRIBUTE = "Mq-Attr-";

  private ContentHeaders() {}

  /// Adds everything in `content` except its payload.
  public static void put(Content content, MessageHeaders headers) {
    headers.put(TYPE, HeaderText.encode(content.contentType()));
    content
        .attributes()
        .asMap()
        .forEach((name, value) -> headers.put(ATTRIBUTE + name, HeaderText.encode(value)));
  }

  /// As above, for a message that is sent.
  public static void put(Content content, HeaderLines headers) {
    headers.put(TYPE, HeaderText.encode(content.contentType()));
    content
        .attributes()
        .asMap()
        .forEach((name, value) -> headers.put(ATTRIBUTE + name, HeaderText.encode(value)));
  }

  /// The inverse of [#put]. A message that no adapter wrote has the default type.
  public static Content content(MessageHeaders headers, byte[] body) {
    var type = headers.first(TYPE);
    return new Content(
        type == null || type.isEmpty() ? Content.DEFAULT_TYPE : HeaderText.decode(type),
        attributes(headers),
        body.length == 0 ? Payload.EMPTY : new Payload(body));
  }

  /// The bytes of the attributes, as they are written in headers: at least as many as they have.
  public static int attributeBytes(MessageHeaders headers) {
    int bytes = 0;
    for (var header : headers.entries()) {
      if (header.getKey().startsWith(ATTRIBUTE)) {
        bytes += header.getKey().length() - ATTRIBUTE.length();
        bytes += header.getValue().getFirst().length();
      }
    }
    return bytes;
  }

  private static Attributes attributes(MessageHeaders headers) {
    @Nullable TreeMap<String, String> values = null;
    for (var header : headers.entries()) {
      if (header.getKey().startsWith(ATTRIBUTE)) {
        values = values == null ? new TreeMap<>() : values;
        var name = header.getKey().substring(ATTRIBUTE.length());
        values.put(name, HeaderText.decode(header.getValue().getFirst()));
      }
    }
    return values == null ? Attributes.NONE : Attributes.of(values);
  }
}
