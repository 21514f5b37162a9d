package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.server.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sockets whose client does not read.
final class SlowSocketTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int MESSAGES = 30;
  private static final String BODY = "x".repeat(500_000);

  private final RealServer server = new RealServer();

  @BeforeEach
  void make() throws Exception {
    server.call(RealServer.OWNER, "POST", "/v1/topics", "{\"name\":\"orders\"}");
    server.call(RealServer.OWNER, "POST", "/v1/queues", "{\"name\":\"jobs\"}");
    for (int i = 0; i < MESSAGES; i++) {
      server.call(RealServer.OWNER, "POST", "/v1/topics/orders/messages", BODY);
    }
    server.call(RealServer.OWNER, "POST", "/v1/queues/jobs/messages", "job");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Wire open() throws IOException {
    var wire = new Wire(server.port());
    wire.send(
        """
        GET /v1/ws?bearer=%s HTTP/1.1\r
        Host: x\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """
            .formatted(RealServer.OWNER));
    wire.until("\r\n\r\n");
    return wire;
  }

  /// Sends a request as a frame, masked with zeros: it stands on the wire as it is.
  private static void send(Wire wire, String json) throws IOException {
    assertThat(json.length()).isLessThan(126);
    wire.send("\u0081" + (char) (0x80 | json.length()) + "\0\0\0\0" + json);
  }

  private JsonNode counts() throws Exception {
    return server.call(RealServer.OWNER, "GET", "/v1/queues/jobs", "").json().path("counts");
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    for (long end = System.nanoTime() + SOON.toNanos();
        !condition.call() && System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
    assertThat(condition.call()).isTrue();
  }

  @Test
  void one_that_is_gone_leaves_nothing_behind() throws Exception {
    try (var wire = open()) {
      send(wire, "{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":9}");
      await(() -> counts().path("in_flight").asInt() == 1);
      send(wire, "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"from\":1}");
      await(() -> server.openStreams() == 2);
      send(wire, "{\"op\":\"unsubscribe\",\"id\":1}");
    }

    await(() -> server.openStreams() == 0);
    await(() -> counts().path("ready").asInt() == 1);
  }

  @Test
  void one_that_closes_gets_no_more_and_what_it_has_is_given_back_in_time() throws Exception {
    try (var wire = open()) {
      send(wire, "{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":9}");
      await(() -> counts().path("in_flight").asInt() == 1);
      send(wire, "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"from\":1}");
      await(() -> server.openStreams() == 2);
      long begin = System.nanoTime();

      wire.send("\u0088\u0080\0\0\0\0");

      await(() -> counts().path("ready").asInt() == 1);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void one_gets_everything_when_it_reads_again_and_holds_nobody_up() throws Exception {
    var told = new Told();
    try (var client = HttpClient.newHttpClient();
        var other = new SocketClient(server.port(), "/v1/ws", RealServer.OWNER)) {
      var uri = URI.create("ws://127.0.0.1:" + server.port() + "/v1/ws?bearer=" + RealServer.OWNER);
      var slow = client.newWebSocketBuilder().buildAsync(uri, told).join();
      slow.sendText("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"from\":1}", true).join();
      await(() -> server.openStreams() == 3);
      other.send("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\"}").next("subscribed", "1");
      server.call(RealServer.OWNER, "POST", "/v1/topics/orders/messages", "after");
      assertThat(other.next("message", "1").at("/message/sequence").asInt())
          .isEqualTo(MESSAGES + 1);

      slow.request(Long.MAX_VALUE);
      await(() -> told.frames.size() == MESSAGES + 2);

      assertThat(told.frames.removeFirst()).contains("subscribed");
      assertThat(told.frames.stream().map(each -> SocketClient.parse(each).at("/message/sequence")))
          .extracting(JsonNode::asInt)
          .isEqualTo(IntStream.rangeClosed(1, MESSAGES + 1).boxed().toList());
      slow.abort();
    }
  }

  /// Keeps what it is told, and is told nothing before it asks.
  private static final class Told implements WebSocket.Listener {
    final Deque<String> frames = new ConcurrentLinkedDeque<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public void onOpen(WebSocket socket) {
      // Asks for nothing yet.
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        frames.add(text.toString());
        text.setLength(0);
      }
      return CompletableFuture.completedFuture(null);
    }
  }
}
