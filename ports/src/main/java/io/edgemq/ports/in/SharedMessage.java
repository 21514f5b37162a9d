package io.edgemq.ports.in;

import io.edgemq.domain.TopicMessage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A message on its way to many readers at once. Its bytes on the wire are computed once per
/// encoding and shared by all readers.
public final class SharedMessage {
  private final TopicMessage message;
  private final AtomicReference<@Nullable Encoded> encoded = new AtomicReference<>();

  public SharedMessage(TopicMessage message) {
    this.message = message;
  }

  /// The message itself.
  public TopicMessage message() {
    return message;
  }

  /// The message in `encoding`; callers must not change the bytes. Two threads that ask at the same
  /// moment may both compute them, with the same result.
  public byte[] as(Encoding encoding) {
    var known = encoded.get();
    for (var each = known; each != null; each = each.next) {
      if (each.encoding == encoding) {
        return each.bytes;
      }
    }
    var bytes = encoding.encode(message);
    encoded.compareAndSet(known, new Encoded(encoding, bytes, known));
    return bytes;
  }

  /// A way to write messages. Encodings are few, live as long as the process, and are compared by
  /// identity.
  @FunctionalInterface
  public interface Encoding {
    /// The bytes of `message`.
    byte[] encode(TopicMessage message);
  }

  /// One encoding's bytes, linked to those of the others.
  private static final class Encoded {
    final Encoding encoding;
    final byte[] bytes;
    final @Nullable Encoded next;

    Encoded(Encoding encoding, byte[] bytes, @Nullable Encoded next) {
      this.encoding = encoding;
      this.bytes = bytes;
      this.next = next;
    }
  }
}
