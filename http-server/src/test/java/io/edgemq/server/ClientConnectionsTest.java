package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Clients that take their time.
final class ClientConnectionsTest {
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  static final String SETTINGS = frame(4, 0, 0, "");

  private static final Patience SHORT =
      new Patience(
          Duration.ofMillis(300),
          Duration.ofMinutes(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(1));

  private final CountDownLatch streamEnded = new CountDownLatch(1);
  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final TestEngine engine = engine(SHORT);

  private TestEngine engine(Patience patience) {
    return new TestEngine(
        patience,
        Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open(),
        Route.of(Method.GET, "/stream", _ -> new Reply.Live(List.of(), this::writeForEver)).open(),
        Route.of(Method.POST, "/bodies", this::take).open());
  }

  private void writeForEver(OutputStream out) throws IOException {
    try {
      for (var frame = new byte[1 << 20]; ; ) {
        out.write(frame);
        out.flush();
      }
    } finally {
      streamEnded.countDown();
    }
  }

  private Reply take(Call call) {
    bodies.add(call.body(1000));
    return TestEngine.line("taken");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  static String frame(int type, int flags, int stream, String payload) {
    int length = payload.length();
    return ""
        + (char) (length >> 16)
        + (char) (length >> 8 & 0xff)
        + (char) (length & 0xff)
        + (char) type
        + (char) flags
        + "\0\0\0"
        + (char) stream
        + payload;
  }

  private static String indexed(int index, String value) {
    return (char) index + String.valueOf((char) value.length()) + value;
  }

  static String headers(String method, String path) {
    return indexed(2, method) + indexed(6, "http") + indexed(4, path) + indexed(1, "x");
  }

  @Test
  void a_reader_that_takes_nothing_loses_its_stream() throws Exception {
    try (var wire = engine.wire()) {
      wire.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(streamEnded.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_preface_that_comes_in_pieces_is_http2_all_the_same() throws Exception {
    try (var patient = engine(Patience.DEFAULT);
        var wire = patient.wire()) {
      for (int i = 0; i < PREFACE.length(); i++) {
        wire.send(PREFACE.substring(i, i + 1));
      }
      wire.send(SETTINGS);
      wire.send(frame(1, 5, 1, headers("GET", "/health")));

      assertThat(wire.until("ok\n")).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void half_a_preface_is_answered_as_what_it_is() throws Exception {
    try (var wire = engine.wire()) {
      assertThat(wire.send("PRI * HTTP/1.1\r\n\r\n").untilClosed()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void a_body_on_a_stream_that_never_ends_is_given_up() throws Exception {
    try (var wire = engine.wire()) {
      wire.send(PREFACE + SETTINGS);
      wire.send(frame(1, 4, 1, headers("POST", "/bodies")));
      wire.send(frame(0, 0, 1, "half"));

      assertThat(resetWithin(wire)).isTrue();
    }
    assertThat(bodies).isEmpty();
  }

  /// Whether the server resets stream 1 or ends the connection.
  private static boolean resetWithin(Wire wire) {
    try {
      wire.until(frame(3, 0, 1, "\0\0\0\5"));
      return true;
    } catch (IOException ended) {
      return ended.getMessage() != null && ended.getMessage().startsWith("the connection ended");
    }
  }
}
