package io.edgemq.ports.in;

import io.edgemq.domain.TopicMessage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A message on its way to many readers at once. Its bytes on the wire are computed once per
/// encoding and shared by all readers. It takes up its room once, however many hold it.
public final class SharedMessage {
  /// What a message takes up besides its content, roughly.
  private static final int OVERHEAD = 256;

  private final TopicMessage message;
  private final AtomicReference<@Nullable Encoded> encoded = new AtomicReference<>();
  private int holders;
  private long taken;
  private @Nullable Room takenFrom;

  public SharedMessage(TopicMessage message) {
    this.message = message;
  }

  /// The message itself.
  public TopicMessage message() {
    return message;
  }

  /// About how many bytes it has in memory, without what it is encoded to.
  public long size() {
    return (long) OVERHEAD + message.content().sizeInBytes();
  }

  /// Holds the message in `room`. False, and it is not held, when it takes up none yet and there is
  /// none.
  public synchronized boolean hold(Room room) {
    long cost = room.cost(size());
    if (cost > taken) {
      if (!room.takeNow(cost - taken)) {
        return false;
      }
      taken = cost;
      takenFrom = room;
    }
    holders++;
    return true;
  }

  /// One who holds it does so no longer; the last one frees its room.
  public synchronized void release() {
    if (holders < 1) {
      throw new IllegalStateException("nobody holds the message");
    }
    holders--;
    if (holders == 0 && takenFrom != null) {
      takenFrom.give(taken);
      taken = 0;
      takenFrom = null;
    }
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
