package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A WebSocket from its first frame to its last.
final class WebSocketTest {
  private static final WebSocketOptions OPTIONS = new WebSocketOptions(2 << 20);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private final EchoSockets echo = new EchoSockets();
  private final TestEngine engine =
      new TestEngine(
          Patience.DEFAULT.draining(Duration.ofSeconds(30)),
          Route.of(Method.GET, "/echo", call -> WebSocketUpgrade.of(call, OPTIONS, echo)).open(),
          Route.of(Method.GET, "/late", this::late).open());

  @AfterEach
  void stop() {
    gone.countDown();
    engine.close();
  }

  private Reply late(Call call) throws InterruptedException {
    asked.countDown();
    gone.await();
    return WebSocketUpgrade.of(call, OPTIONS, echo);
  }

  private WebSocketWire open() throws Exception {
    return WebSocketWire.open(engine.port(), "/echo");
  }

  @Test
  void a_message_comes_back() throws Exception {
    try (var wire = open()) {
      assertThat(wire.text("hello").read()).hasToString("81:5:68656c6c6f");
    }
  }

  @Test
  void a_ping_is_answered() throws Exception {
    try (var wire = open()) {
      assertThat(wire.frame(0x89, new byte[] {1, 2}).read()).hasToString("8a:2:0102");
    }
  }

  @Test
  void the_client_closes_and_is_answered_with_its_code() throws Exception {
    try (var wire = open()) {
      assertThat(wire.close(1000).read()).hasToString("88:2:03e8");
      assertThat(wire.isOver()).isTrue();
      assertThat(echo.ends()).isTrue();
    }
  }

  @Test
  void the_server_closes_and_waits_for_the_answer() throws Exception {
    try (var wire = open()) {
      echo.socket().close(4001, "why");
      echo.socket().close(4002, "too late");

      assertThat(echo.socket().isClosing()).isTrue();
      assertThat(echo.socket().send(List.of(new byte[] {65}))).isZero();
      assertThat(wire.read()).hasToString("88:5:0fa1" + "776879");
      assertThat(echo.closed).hasValue(0);
      wire.text("dropped").frame(0x89, new byte[0]).close(4001);
      assertThat(wire.isOver()).isTrue();
      assertThat(echo.ends()).isTrue();
    }
  }

  @Test
  void a_socket_that_was_closed_sends_nothing_more_and_hands_nothing_on() throws Exception {
    try (var wire = open()) {
      var socket = echo.socket();
      socket.close(1000, "");
      assertThat(wire.read()).hasToString("88:2:03e8");

      socket.send(List.of(new byte[] {65}));
      wire.text("bug").text("x").frame(0x89, new byte[3]);

      wire.close(1000);
      assertThat(wire.isOver()).isTrue();
    }
  }

  @Test
  void a_close_that_must_not_be_sent_is_a_bug() throws Exception {
    try (var wire = open()) {
      var socket = echo.socket();

      assertThatThrownBy(() -> socket.close(1005, "")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> socket.close(1000, "x".repeat(124)))
          .isInstanceOf(IllegalArgumentException.class);

      assertThat(wire.text("still open").read().text()).isEqualTo("still open");
    }
  }

  @Test
  void a_handler_that_fails_ends_its_connection_with_a_code() throws Exception {
    try (var wire = open()) {
      assertThat(wire.text("bug").read().code()).isEqualTo(1011);
      wire.close(1011);

      assertThat(wire.isOver()).isTrue();
      assertThat(echo.ends()).isTrue();
    }
  }

  @Test
  void a_client_that_sends_no_more_still_hears_why_it_was_refused() throws Exception {
    try (var wire = open()) {
      wire.frame(0x82, new byte[1]).finish();

      assertThat(wire.read().code()).isEqualTo(1003);
      assertThat(wire.isOver()).isTrue();
    }
  }

  @Test
  void a_client_that_vanishes_is_noticed_at_once() throws Exception {
    open().reset();

    assertThat(echo.ends()).isTrue();
    assertThat(echo.closed).hasValue(1);
    assertThatThrownBy(() -> echo.socket().send(List.of(new byte[] {65})))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_client_that_vanishes_before_its_upgrade_is_told_of_too() throws Exception {
    try (var wire = new WebSocketWire(engine.port())) {
      wire.send(WebSocketWire.request("/late").getBytes(UTF_8));
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      wire.reset();

      gone.countDown();

      assertThat(echo.ends()).isTrue();
      assertThat(echo.closed).hasValue(1);
    }
  }

  @Test
  void open_sockets_are_counted() throws Exception {
    try (var wire = open()) {
      wire.text("x").read();
      assertThat(engine.registry.get("edgemq.websockets.open").gauge().value()).isEqualTo(1);

      wire.close(1000).read();

      assertThat(echo.ends()).isTrue();
      assertThat(engine.registry.get("edgemq.websockets.open").gauge().value()).isZero();
    }
  }

  @Test
  void a_stopping_server_closes_and_waits_for_the_answer() throws Exception {
    try (var wire = open()) {
      echo.socket();

      var stopping = Thread.ofVirtual().start(engine.server::stop);

      assertThat(wire.read().code()).isEqualTo(1001);
      assertThat(echo.closed).hasValue(0);
      wire.close(1001);
      assertThat(wire.isOver()).isTrue();
      stopping.join();
      assertThat(echo.stopped).hasValue(1);
      assertThat(echo.closed).hasValue(1);
    }
  }

  @Test
  void many_messages_leave_together_and_stay_apart() throws Exception {
    try (var wire = open()) {
      var texts = IntStream.range(0, 300).mapToObj(i -> "x".repeat(i * 7).getBytes(UTF_8)).toList();

      echo.socket().send(texts);

      for (var text : texts) {
        assertThat(wire.read()).hasToString(new WebSocketWire.Frame(0x81, text).toString());
      }
    }
  }

  @Test
  void frames_of_many_threads_do_not_mix() throws Exception {
    try (var wire = open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var socket = echo.socket();
      var senders =
          IntStream.range(0, 20)
              .mapToObj(i -> Character.toString('a' + i).repeat(i * 10_000).getBytes(UTF_8))
              .map(text -> threads.submit(() -> sendTwice(socket, text)))
              .toList();
      var pings = IntStream.range(0, 20).mapToObj(i -> new byte[] {(byte) i}).toList();
      for (var ping : pings) {
        wire.frame(0x89, ping);
      }

      int texts = 0;
      while (texts < 40) {
        var frame = wire.read();
        if (frame.first() == 0x81) {
          texts++;
          assertThat(frame.text().chars().distinct().count()).isLessThan(2);
          assertThat(frame.payload().length % 10_000).isZero();
        } else {
          assertThat(frame.first()).isEqualTo(0x8a);
        }
      }
      assertThat(senders).allMatch(sender -> sender.resultNow());
    }
  }

  private static boolean sendTwice(WebSocket socket, byte[] text) throws IOException {
    socket.send(List.of(text, text));
    return true;
  }
}
