package io.edgemq.server;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PlainSocket;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/// The buffer into which Helidon's socket reads. It has 8 KiB and lives as long as its connection:
/// half the memory of an idle stream, whose client says nothing until it goes away. Helidon has no
/// setting for it, so that its field is replaced while a connection only waits for that. Where the
/// field is not as expected, the buffer stays.
final class ReadBuffer {
  private static final Logger LOG = System.getLogger(ReadBuffer.class.getName());
  private static final int FULL = 8192;
  private static final int SMALL = 64;
  private static final int GROWTH = 8;
  private static final @Nullable Field FIELD = field();

  private ReadBuffer() {}

  private static @Nullable Field field() {
    try {
      var field = PlainSocket.class.getDeclaredField("readBuffer");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException other) {
      LOG.log(Level.DEBUG, "sockets keep their buffers", other);
      return null;
    }
  }

  /// Leaves the socket a small one. For the thread that is about to read from it.
  static void shrink(HelidonSocket socket) {
    replace(socket, SMALL);
  }

  /// Gives the socket a full one again. For the thread that shrank it.
  static void restore(HelidonSocket socket) {
    replace(socket, FULL);
  }

  /// Leaves the socket one for the next read after one of `last` bytes: a larger one while it was
  /// full, else a small one. For the thread that reads.
  static void fit(HelidonSocket socket, int last) {
    if (last < size(socket)) {
      shrink(socket);
    } else {
      grow(socket, last);
    }
  }

  /// Leaves the socket a larger one if one of `last` bytes was full. For the thread that reads.
  static void grow(HelidonSocket socket, int last) {
    int size = size(socket);
    if (size > 0 && size < FULL && last >= size) {
      replace(socket, Math.min(FULL, GROWTH * size));
    }
  }

  /// How many bytes the socket's buffer has; -1 when it is not known.
  static int size(HelidonSocket socket) {
    try {
      var plain = plain(socket);
      return FIELD != null && plain != null && FIELD.get(plain) instanceof byte[] b ? b.length : -1;
    } catch (IllegalAccessException refused) {
      return -1;
    }
  }

  /// The socket that has the buffer, which may lie beneath TLS.
  private static @Nullable PlainSocket plain(HelidonSocket socket) {
    return switch (socket) {
      case PlainSocket plain -> plain;
      case TlsSocket tls -> plain(tls.raw());
      default -> null;
    };
  }

  private static void replace(HelidonSocket socket, int bytes) {
    var plain = plain(socket);
    if (FIELD == null || plain == null || size(plain) == bytes) {
      return;
    }
    try {
      FIELD.set(plain, new byte[bytes]);
    } catch (IllegalAccessException refused) {
      LOG.log(Level.DEBUG, "a socket keeps its buffer", refused);
    }
  }
}
