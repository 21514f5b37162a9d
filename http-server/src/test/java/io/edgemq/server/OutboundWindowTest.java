package io.edgemq.server;

import static io.edgemq.server.ClientConnectionsTest.PREFACE;
import static io.edgemq.server.ClientConnectionsTest.frame;
import static io.edgemq.server.ClientConnectionsTest.headers;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many streams that are written at once over one connection of HTTP/2, to a client that counts.
@Timeout(120)
final class OutboundWindowTest {
  private static final int FIRST_WINDOW = 65_535;
  private static final int STREAMS = 20;
  private static final int PIECES = 20;
  private static final byte[] PIECE = "x".repeat(20_000).getBytes(ISO_8859_1);
  private static final Header TYPE = HeaderValues.create("Content-Type", "text/plain");
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ZERO);

  private final CountDownLatch brokenOff = new CountDownLatch(1);
  private final TestEngine engine =
      new TestEngine(
          SHORT,
          Route.of(Method.GET, "/live", _ -> new Reply.Live(List.of(), this::write)).open(),
          Route.of(Method.GET, "/long", _ -> longAnswer()).open(),
          Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open());

  private static Reply longAnswer() {
    var body = new byte[PIECES * PIECE.length];
    Arrays.fill(body, (byte) 'x');
    return new Reply.Content(Status.OK_200, TYPE, body, List.of());
  }

  private void write(OutputStream out) throws IOException {
    boolean written = false;
    try {
      for (int i = 0; i < PIECES; i++) {
        out.write(PIECE);
        out.flush();
      }
      written = true;
    } finally {
      if (!written) {
        brokenOff.countDown();
      }
    }
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  /// A client that takes no more than it said, and says so byte by byte where it can.
  private static final class Strict implements AutoCloseable {
    final Map<Integer, Integer> got = new HashMap<>();
    final Map<Integer, Integer> windows = new HashMap<>();
    private final Socket socket;
    private final DataInputStream in;
    private final int first;
    int connection = FIRST_WINDOW;
    int ended;

    Strict(int port, int first) throws IOException {
      this.first = first;
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(60_000);
      in = new DataInputStream(socket.getInputStream());
      send(PREFACE + frame(4, 0, 0, "\0\4" + number(first)));
    }

    static String number(int value) {
      return ""
          + (char) (value >>> 24)
          + (char) (value >> 16 & 0xff)
          + (char) (value >> 8 & 0xff)
          + (char) (value & 0xff);
    }

    void send(String bytes) throws IOException {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    void get(int stream, String path) throws IOException {
      windows.put(stream, first);
      send(frame(1, 4 | 1, stream, headers("GET", path)));
    }

    void allow(int stream, int bytes) throws IOException {
      if (stream == 0) {
        connection += bytes;
      } else {
        windows.merge(stream, bytes, Integer::sum);
      }
      send(frame(8, 0, stream, number(bytes)));
    }

    int window(int stream) {
      return windows.getOrDefault(stream, 0);
    }

    /// Takes the next frame; the stream of a frame of DATA and how long it is, else null.
    int[] next() throws IOException {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      var payload = new byte[length];
      in.readFully(payload);
      assertThat(type).as("GOAWAY: " + new String(payload, ISO_8859_1)).isNotEqualTo(7);
      if (type == 4 && flags == 0) {
        send(frame(4, 1, 0, ""));
      }
      if (type != 0) {
        return new int[] {0, 0};
      }
      connection -= length;
      int left = windows.merge(stream, -length, Integer::sum);
      assertThat(connection).as("the connection's window").isGreaterThanOrEqualTo(0);
      assertThat(left).as("the window of stream " + stream).isGreaterThanOrEqualTo(0);
      got.merge(stream, length, Integer::sum);
      ended += flags & 1;
      return new int[] {stream, length};
    }

    /// Reads to the end of that many streams; allows again what it has read, in small parts.
    void readAll(int streams) throws IOException {
      while (ended < streams) {
        var data = next();
        for (int left = data[1]; left > 0; left -= 700) {
          allow(0, Math.min(left, 700));
          allow(data[0], Math.min(left, 700));
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private void all(String path, int firstWindow) throws IOException {
    try (var client = new Strict(engine.port(), firstWindow)) {
      for (int i = 0; i < STREAMS; i++) {
        client.get(2 * i + 1, path);
      }
      client.readAll(STREAMS);

      assertThat(client.got.values()).hasSize(STREAMS).containsOnly(PIECES * PIECE.length);
    }
  }

  @Test
  void live_answers_side_by_side_take_what_the_client_allows() throws Exception {
    all("/live", FIRST_WINDOW);
  }

  @Test
  void long_answers_side_by_side_take_what_the_client_allows() throws Exception {
    all("/long", FIRST_WINDOW);
  }

  @Test
  void a_client_may_begin_with_any_window() throws Exception {
    all("/live", 1_000);
    all("/long", 1 << 20);
  }

  @Test
  void a_window_that_shrinks_counts_for_open_streams() throws Exception {
    try (var client = new Strict(engine.port(), FIRST_WINDOW)) {
      client.get(1, "/live");
      while (client.connection > 0) {
        client.next();
      }
      client.send(frame(4, 0, 0, "\0\4" + Strict.number(0)));
      client.windows.merge(1, -FIRST_WINDOW, Integer::sum);
      client.allow(0, 1 << 20);
      client.get(3, "/health");
      client.windows.put(3, 0);
      client.allow(3, 100);
      while (client.ended == 0) {
        client.next();
      }

      assertThat(client.got).containsEntry(1, FIRST_WINDOW).containsEntry(3, 3);
    }
  }

  @Test
  void a_stream_that_is_not_read_ends_and_keeps_no_other_waiting() throws Exception {
    try (var client = new Strict(engine.port(), 10_000)) {
      client.get(1, "/live");
      while (client.window(1) > 0) {
        client.next();
      }
      client.get(3, "/health");
      while (!client.got.containsKey(3)) {
        client.next();
      }

      assertThat(brokenOff.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(client.got).containsEntry(1, 10_000);
    }
  }

  @Test
  void a_stream_that_is_reset_while_it_waits_ends_at_once() throws Exception {
    try (var client = new Strict(engine.port(), 10)) {
      client.get(1, "/live");
      while (client.window(1) > 0) {
        client.next();
      }
      long begin = System.nanoTime();
      client.send(frame(3, 0, 1, Strict.number(8)));

      assertThat(brokenOff.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SHORT.write());
    }
  }
}
