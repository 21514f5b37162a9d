package io.edgemq.jetstream;

import io.nats.client.impl.Headers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The headers of a message. Headers of a message that was read must not be changed. For one thread
/// at a time.
public final class MessageHeaders {
  private final Headers headers;

  /// Empty headers.
  public MessageHeaders() {
    this(new Headers());
  }

  private MessageHeaders(Headers headers) {
    this.headers = headers;
  }

  /// A view of the client library's headers; empty ones for null.
  static MessageHeaders of(@Nullable Headers headers) {
    return headers == null ? new MessageHeaders() : new MessageHeaders(headers);
  }

  /// Sets `name` to `value`, replacing earlier values.
  public MessageHeaders put(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /// The first value of `name`; null when there is none.
  @Nullable
  public String first(String name) {
    return headers.getFirst(name);
  }

  /// All names with their values.
  Set<Map.Entry<String, List<String>>> entries() {
    return headers.entrySet();
  }

  /// A copy that can be changed.
  MessageHeaders copy() {
    if (headers instanceof AddedHeaders) {
      throw new IllegalStateException("these are to be sent only");
    }
    return new MessageHeaders(new Headers(headers));
  }

  /// Their size on the wire, in bytes.
  int size() {
    return headers.serializedLength();
  }

  /// The headers as the client library takes them.
  Headers unwrap() {
    return headers;
  }
}
