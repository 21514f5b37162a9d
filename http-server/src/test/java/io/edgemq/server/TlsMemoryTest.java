package io.edgemq.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PlainSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a connection under TLS keeps in memory while its client says nothing.
@Timeout(120)
final class TlsMemoryTest {
  private static final String LINE = "0123456789".repeat(2_000);

  @TempDir private static Path directory;
  private static TestTls own;

  @BeforeAll
  static void make() {
    own = TestTls.make(directory, "server");
  }

  private static TlsSocket over(HelidonSocket raw) {
    return new TlsSocket(raw, TlsIdentity.of(own.files(), texts(), Instant.now()).newEngine());
  }

  private static TlsIdentity.Texts texts() {
    try {
      return new TlsIdentity.Texts(
          Files.readString(own.certificate()), Files.readString(own.key()), null);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static SSLSocket client(int port) throws Exception {
    return (SSLSocket) own.client().getSocketFactory().createSocket("127.0.0.1", port);
  }

  /// Sends `text` meanwhile: the handshake needs both sides.
  private static CompletableFuture<Void> sends(SSLSocket client, String text) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            client.getOutputStream().write(text.getBytes(US_ASCII));
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }

  private static String read(TlsSocket socket, int length) {
    var read = new StringBuilder();
    while (read.length() < length) {
      read.append(new String(socket.get(), US_ASCII));
    }
    return read.toString();
  }

  @Test
  void what_came_and_was_read_is_let_go_of() throws Exception {
    List<WeakReference<byte[]>> chunks = new CopyOnWriteArrayList<>();
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = client(listener.getLocalPort());
        var accepted = listener.accept()) {
      var plain = PlainSocket.server(accepted, "1", "2");
      var remembering =
          (HelidonSocket)
              Proxy.newProxyInstance(
                  HelidonSocket.class.getClassLoader(),
                  new Class<?>[] {HelidonSocket.class},
                  (_, method, arguments) -> {
                    var result = method.invoke(plain, arguments);
                    if (result instanceof byte[] bytes) {
                      chunks.add(new WeakReference<>(bytes));
                    }
                    return result;
                  });
      var socket = over(remembering);
      var sent = sends(client, LINE);

      assertThat(read(socket, LINE.length())).isEqualTo(LINE);
      sent.join();

      assertThat(chunks).hasSizeGreaterThan(2);
      while (chunks.stream().anyMatch(chunk -> chunk.get() != null)) {
        System.gc();
      }
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void the_buffer_of_the_socket_beneath_is_small_while_little_is_expected() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = client(listener.getLocalPort());
        var accepted = listener.accept()) {
      var plain = PlainSocket.server(accepted, "1", "2");
      int full = ReadBuffer.size(plain);
      var socket = over(plain);
      var sent = sends(client, "x");
      assertThat(read(socket, 1)).isEqualTo("x");
      sent.join();

      ReadBuffer.shrink(socket);
      int small = ReadBuffer.size(plain);
      sent = sends(client, LINE);

      assertThat(small).isPositive().isLessThan(full);
      assertThat(read(socket, LINE.length())).isEqualTo(LINE);
      sent.join();
      assertThat(ReadBuffer.size(plain)).isEqualTo(full);
      ReadBuffer.fit(socket, 1);
      assertThat(ReadBuffer.size(socket)).isEqualTo(small);
    }
  }
}
