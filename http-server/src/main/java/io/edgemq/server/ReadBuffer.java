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
    int size = size(socket);
    int wanted = last < size ? SMALL : Math.min(FULL, GROWTH * size);
    if (size > 0 && wanted != size) {
      replace(socket, wanted);
    }
  }

  /// How many bytes the socket's buffer has; -1 when it is not known.
  static int size(HelidonSocket socket) {
    try {
      return FIELD != null && socket instanceof PlainSocket && FIELD.get(socket) instanceof byte[] b
          ? b.length
          : -1;
    } catch (IllegalAccessException refused) {
      return -1;
    }
  }

  private static void replace(HelidonSocket socket, int bytes) {
    if (FIELD == null || !(socket instanceof PlainSocket)) {
      return;
    }
    try {
      FIELD.set(socket, new byte[bytes]);
    } catch (IllegalAccessException refused) {
      LOG.log(Level.DEBUG, "a socket keeps its buffer", refused);
    }
  }
}
