package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.socket.PlainSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// That Helidon's socket is as [ReadBuffer] expects it.
final class ReadBufferTest {
  private static final String LINE = "0123456789".repeat(20);

  @Test
  void a_socket_reads_on_whatever_the_size_of_its_buffer() throws IOException {
    var local = InetAddress.getLoopbackAddress();
    try (var listener = new ServerSocket(0, 1, local);
        var client = new Socket(local, listener.getLocalPort());
        var accepted = listener.accept()) {
      var socket = PlainSocket.server(accepted, "1", "2");
      int full = ReadBuffer.size(socket);
      client.getOutputStream().write(LINE.getBytes(StandardCharsets.US_ASCII));

      ReadBuffer.shrink(socket);
      var read = new StringBuilder(text(socket.get()));
      int small = ReadBuffer.size(socket);
      ReadBuffer.restore(socket);
      while (read.length() < LINE.length()) {
        read.append(text(socket.get()));
      }

      assertThat(small).isPositive().isLessThan(full);
      assertThat(ReadBuffer.size(socket)).isEqualTo(full);
      assertThat(read).hasToString(LINE);
    }
  }

  @Test
  void it_grows_while_it_is_filled_and_is_small_again_when_it_is_not() throws IOException {
    var local = InetAddress.getLoopbackAddress();
    try (var listener = new ServerSocket(0, 1, local);
        var client = new Socket(local, listener.getLocalPort())) {
      var socket = PlainSocket.server(listener.accept(), "1", "2");
      int full = ReadBuffer.size(socket);
      ReadBuffer.shrink(socket);
      int small = ReadBuffer.size(socket);

      ReadBuffer.fit(socket, small);
      int more = ReadBuffer.size(socket);
      ReadBuffer.fit(socket, more);
      ReadBuffer.fit(socket, full);
      int most = ReadBuffer.size(socket);
      ReadBuffer.fit(socket, 1);

      assertThat(more).isGreaterThan(small);
      assertThat(most).isEqualTo(full);
      assertThat(ReadBuffer.size(socket)).isEqualTo(small);
      assertThat(client.isClosed()).isFalse();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
