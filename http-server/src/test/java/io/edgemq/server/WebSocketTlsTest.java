package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Capacity;
import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// WebSockets, and streams that end, on a listener with a certificate.
@Timeout(120)
final class WebSocketTlsTest {
  private static final WebSocketOptions OPTIONS = new WebSocketOptions(2 << 20);
  private static final int ALERT = 21;
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Duration.ofMillis(500));

  @TempDir private static Path directory;
  private static TestTls own;

  private final EchoSockets echo = new EchoSockets();
  private TestEngine engine;

  @BeforeAll
  static void make() {
    own = TestTls.make(directory, "server");
  }

  @BeforeEach
  void start() {
    engine =
        new TestEngine(
            new ListenOptions(
                "127.0.0.1", 0, SHORT, Capacity.ofProcess(), TestTls.listening(own.files())),
            List.of(
                TestEngine.group(
                    "text",
                    Route.of(Method.GET, "/echo", call -> WebSocketUpgrade.of(call, OPTIONS, echo))
                        .open(),
                    Route.of(Method.GET, "/short", _ -> new Reply.Live(List.of(), this::one))
                        .open(),
                    Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open())));
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private void one(OutputStream out) throws IOException {
    out.write('x');
    out.flush();
  }

  private SSLSocket connect() throws IOException {
    return new TlsClient(engine.port(), own.client()).connect();
  }

  private WebSocketWire open(SSLSocket socket) throws IOException {
    var wire = new WebSocketWire(socket);
    assertThat(wire.ask(WebSocketWire.request("/echo"))).startsWith("HTTP/1.1 101 ");
    return wire;
  }

  /// A client of the JDK's that keeps what it hears.
  private static final class Listener implements java.net.http.WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(
        java.net.http.WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        heard.add(text.toString());
        text.setLength(0);
      }
      return java.net.http.WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
      end.complete(code);
      return CompletableFuture.completedFuture(null);
    }
  }

  private java.net.http.WebSocket join(HttpClient client, Listener listener) throws Exception {
    return client
        .newWebSocketBuilder()
        .buildAsync(URI.create("wss://127.0.0.1:" + engine.port() + "/echo"), listener)
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void the_client_of_the_jdk_speaks_with_it() throws Exception {
    var listener = new Listener();
    try (var client = HttpClient.newBuilder().sslContext(own.client()).build()) {
      var socket = join(client, listener);
      for (var text : List.of("x", "äöü€😀".repeat(50_000), "")) {
        socket.sendText(text, true).get(60, TimeUnit.SECONDS);

        assertThat(listener.heard.poll(60, TimeUnit.SECONDS)).isEqualTo(text);
      }
      socket.sendClose(3000, "done").get(60, TimeUnit.SECONDS);

      assertThat(listener.end.get(60, TimeUnit.SECONDS)).isEqualTo(3000);
      assertThat(echo.ends()).isTrue();
    }
  }

  @Test
  void many_threads_send_while_the_client_sends() throws Exception {
    int threads = 4;
    int each = 300;
    var listener = new Listener();
    try (var client = HttpClient.newBuilder().sslContext(own.client()).build();
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var socket = join(client, listener);
      var ours = echo.socket();
      var sends = new ArrayList<Future<Void>>();
      for (int thread = 0; thread < threads; thread++) {
        sends.add(pool.submit(sending(ours, (char) ('a' + thread), each)));
      }
      for (int i = 0; i < each; i++) {
        socket.sendText("e" + i + ":" + "e".repeat(20 * i), true).get(60, TimeUnit.SECONDS);
      }
      for (var send : sends) {
        send.get(60, TimeUnit.SECONDS);
      }

      var next = new int[threads + 1];
      for (int i = 0; i < (threads + 1) * each; i++) {
        var text = listener.heard.poll(60, TimeUnit.SECONDS);
        int sender = text.charAt(0) - 'a';
        int number = next[sender]++;
        assertThat(text)
            .isEqualTo(
                text.charAt(0) + "" + number + ":" + text.substring(0, 1).repeat(20 * number));
      }
      assertThat(listener.heard).isEmpty();
      socket.sendClose(1000, "").get(60, TimeUnit.SECONDS);
    }
  }

  private static Callable<Void> sending(WebSocket socket, char letter, int messages) {
    return () -> {
      for (int i = 0; i < messages; i++) {
        var text = letter + "" + i + ":" + String.valueOf(letter).repeat(20 * i);
        socket.send(List.of(text.getBytes(UTF_8)));
      }
      return null;
    };
  }

  @Test
  void keys_may_change_between_two_messages() throws Exception {
    try (var socket = connect();
        var wire = open(socket)) {
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      for (int i = 0; i < 3; i++) {
        var text = "x".repeat(100_000 * i + 1);
        socket.startHandshake(); // asks for new keys on both sides (RFC 8446, 4.6.3)

        assertThat(wire.text(text).read().text()).isEqualTo(text);
      }
    }
  }

  @Test
  void a_client_that_does_not_read_is_cut() throws Exception {
    var text = "x".repeat(1 << 20).getBytes(UTF_8);
    try (var socket = connect();
        var _ = open(socket)) {
      var ours = echo.socket();
      int sent = 0;
      try {
        for (; sent < 1000; sent++) {
          ours.send(List.of(text));
        }
      } catch (IOException cut) {
        assertThat(cut).hasMessage("the client went away");
      }

      assertThat(sent).isLessThan(100);
      assertThat(echo.ends()).isTrue();
    }
  }

  @Test
  void the_end_is_not_cut_off() throws Exception {
    try (var tap = new Tap(engine.port());
        var socket =
            (SSLSocket)
                own.client()
                    .getSocketFactory()
                    .createSocket(tap, "127.0.0.1", engine.port(), true)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"}); // its records show their types
      var wire = open(socket);

      wire.close(1000);

      assertThat(wire.read().code()).isEqualTo(1000);
      assertThat(wire.isOver()).isTrue();
      assertThat(tap.lastType()).isEqualTo(ALERT);
    }
  }

  /// A socket that remembers what came.
  private static final class Tap extends Socket {
    private final ByteArrayOutputStream came = new ByteArrayOutputStream();

    Tap(int port) throws IOException {
      connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      setSoTimeout(60_000);
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
          int read = super.read(bytes, from, count);
          came.write(bytes, from, Math.max(0, read));
          return read;
        }
      };
    }

    /// What the last record is (RFC 5246, 6.2.1).
    int lastType() {
      var bytes = came.toByteArray();
      int type = -1;
      for (int at = 0; at < bytes.length; ) {
        type = bytes[at];
        at += 5 + ((bytes[at + 3] & 0xff) << 8) + (bytes[at + 4] & 0xff);
      }
      return type;
    }
  }

  @Test
  void another_request_follows_a_stream_that_ended() throws Exception {
    try (var socket = connect()) {
      for (int i = 0; i < 2; i++) {
        TlsClient.send(socket, "GET /short HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(until(socket, "0\r\n\r\n")).contains("\r\n1\r\nx\r\n");
      }

      TlsClient.send(socket, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(until(socket, "ok\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  private static String until(SSLSocket socket, String end) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as(text.toString()).isNotNegative();
      text.append((char) next);
    }
    return text.toString();
  }
}
