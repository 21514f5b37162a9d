package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Capacity;
import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Clients of WebSockets that do not read, say nothing, or send more than there is room for.
final class WebSocketPressureTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final byte[] TEXT = "x".repeat(MEBIBYTE).getBytes(UTF_8);
  private static final WebSocketOptions OPTIONS = new WebSocketOptions(2 << 20);
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Duration.ofMillis(500));

  private final EchoSockets echo = new EchoSockets();
  private final CountDownLatch received = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private TestEngine engine = new TestEngine(Patience.DEFAULT, routes());

  @AfterEach
  void stop() {
    held.countDown();
    engine.close();
  }

  private Route[] routes() {
    return new Route[] {
      Route.of(Method.GET, "/echo", call -> WebSocketUpgrade.of(call, OPTIONS, echo)).open(),
      Route.of(Method.GET, "/slow", call -> WebSocketUpgrade.of(call, OPTIONS, new Slow())).open()
    };
  }

  private void restart(TestEngine other) {
    engine.close();
    engine = other;
  }

  /// Holds the first message until it is let go on.
  private final class Slow implements WebSocketHandler {
    @Override
    public void opened(WebSocket socket) {}

    @Override
    public void received(String text) throws InterruptedException {
      received.countDown();
      held.await();
    }

    @Override
    public void stopping() {}

    @Override
    public void closed() {}
  }

  /// Sends to a client that reads nothing until that fails; how many mebibytes went off.
  private CompletableFuture<Integer> flood(WebSocket socket) {
    var sent = new CompletableFuture<Integer>();
    Thread.ofVirtual()
        .start(
            () -> {
              int mebibytes = 0;
              try {
                while (mebibytes < 1_000) {
                  socket.send(List.of(TEXT));
                  mebibytes++;
                }
                sent.completeExceptionally(new IllegalStateException("nothing held it back"));
              } catch (IOException gone) {
                sent.complete(mebibytes);
              }
            });
    return sent;
  }

  @Test
  void a_client_that_does_not_read_holds_its_sender_back_and_is_cut() throws Exception {
    restart(new TestEngine(SHORT, routes()));
    try (var wire = open("/echo")) {
      var sent = flood(echo.socket());

      assertThat(sent.get(60, TimeUnit.SECONDS)).isLessThan(100);
      assertThat(echo.ends()).isTrue();
      assertThat(wire.read().payload()).hasSize(MEBIBYTE);
    }
  }

  @Test
  void a_client_that_closes_and_does_not_read_is_cut_soon() throws Exception {
    try (var wire = open("/echo")) {
      var sent = flood(echo.socket());
      wire.read();
      long begin = System.nanoTime();

      wire.close(1000);

      assertThat(echo.ends()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
      assertThat(sent).isNotNull();
    }
  }

  private WebSocketWire open(String path) throws IOException {
    return WebSocketWire.open(engine.port(), path);
  }

  @Test
  void nobody_waits_to_close_behind_a_client_that_does_not_read() throws Exception {
    try (var wire = open("/echo")) {
      var socket = echo.socket();
      var sent = flood(socket);
      assertThat(wire.read().first()).isEqualTo(0x81);

      socket.close(1008, "too slow");

      var frame = wire.read();
      while (frame.first() == 0x81) {
        frame = wire.read();
      }
      assertThat(frame.code()).isEqualTo(1008);
      wire.reset();
      assertThat(echo.ends()).isTrue();
      assertThat(sent.isCompletedExceptionally()).isFalse();
    }
  }

  @Test
  void a_ping_is_answered_between_the_messages_of_a_sender() throws Exception {
    try (var wire = open("/echo")) {
      var _ = flood(echo.socket());
      wire.read();

      wire.frame(0x89, new byte[] {7});

      int messages = 0;
      while (wire.read().first() == 0x81) {
        messages++;
      }
      assertThat(messages).isLessThan(500);
    }
  }

  @Test
  void a_silent_client_is_asked_and_then_cut() throws Exception {
    try (var wire = open("/echo")) {
      wire.text("x").read();
      engine.letTimePass(Duration.ofMillis(1500)); // four times a second
      assertThat(wire.read()).hasToString("89:0:");
      engine.letTimePass(Duration.ZERO);
      wire.frame(0x8a, new byte[0]).text("there").read();

      engine.letTimePass(Duration.ofSeconds(61));

      assertThat(wire.isOver()).isTrue();
      assertThat(echo.ends()).isTrue();
    }
  }

  @Test
  void a_client_that_does_not_answer_the_close_frame_is_cut() throws Exception {
    try (var wire = open("/echo")) {
      echo.socket().close(1000, "");
      assertThat(wire.read().code()).isEqualTo(1000);
      wire.text("not an answer");

      engine.letTimePass(Duration.ofSeconds(6));

      assertThat(wire.isOver()).isTrue();
      assertThat(echo.ends()).isTrue();
    }
  }

  @Test
  void a_message_without_room_is_refused_and_the_room_comes_back() throws Exception {
    restart(new TestEngine(new Capacity(6 * MEBIBYTE, 100), routes()));
    try (var first = open("/slow");
        var second = open("/echo")) {
      first.frame(0x81, TEXT);
      assertThat(received.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(used()).isGreaterThanOrEqualTo(2 * MEBIBYTE);

      second.text("a little is always taken");
      assertThat(second.read().first()).isEqualTo(0x81);
      second.send(WebSocketWire.masked(0x81, TEXT));

      var refused = second.read();
      assertThat(refused.code()).isEqualTo(1013);
      assertThat(refused.text().substring(2)).matches("overloaded,[1-4][0-9]{3}");
      held.countDown();
      first.close(1000).read();
      assertThat(first.isOver()).isTrue();
      assertThat(used()).isZero();
    }
  }

  private double used() {
    return engine.registry.get("edgemq.http.bytes.in.flight").gauge().value();
  }

  @Test
  void what_came_takes_room_and_what_is_announced_does_not() throws Exception {
    try (var wire = open("/echo")) {
      wire.frame(1, new byte[100_000]).frame(0x89, new byte[0]);
      wire.send(WebSocketWire.head(0x80, MEBIBYTE)).send(new byte[4]);

      assertThat(wire.read().first()).isEqualTo(0x8a);
      assertThat(used()).isBetween(200_000.0, 500_000.0);
      wire.reset();
      assertThat(echo.ends()).isTrue();
      assertThat(used()).isZero();
    }
  }

  @Test
  void a_handler_that_is_slow_is_not_its_clients_silence() throws Exception {
    try (var wire = open("/slow")) {
      wire.text("x");
      assertThat(received.await(60, TimeUnit.SECONDS)).isTrue();
      engine.letTimePass(Duration.ofSeconds(61));
      awaitARound();
      engine.letTimePass(Duration.ZERO);

      held.countDown();

      wire.frame(0x89, new byte[] {1});
      assertThat(wire.read()).hasToString("8a:1:01");
    }
  }

  /// Waits until the server has looked at all its sockets: it has cut a silent one twice.
  private void awaitARound() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (var silent = open("/echo")) {
        while (!silent.isOver()) {
          // pings
        }
      }
    }
  }
}
