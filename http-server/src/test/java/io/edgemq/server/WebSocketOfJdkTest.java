package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A client that we have not written: the JDK's.
final class WebSocketOfJdkTest {
  private static final WebSocketOptions OPTIONS = new WebSocketOptions(2 << 20);

  private final EchoSockets echo = new EchoSockets();
  private final TestEngine engine =
      new TestEngine(
          Patience.DEFAULT,
          Route.of(Method.GET, "/echo", call -> WebSocketUpgrade.of(call, OPTIONS, echo)).open());

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void the_client_of_the_jdk_speaks_with_it() throws Exception {
    var heard = new CompletableFuture<String>();
    var pong = new CompletableFuture<Integer>();
    var end = new CompletableFuture<Integer>();
    var listener =
        new java.net.http.WebSocket.Listener() {
          private final StringBuilder text = new StringBuilder();

          @Override
          public CompletionStage<?> onText(
              java.net.http.WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
              heard.complete(text.toString());
            }
            return java.net.http.WebSocket.Listener.super.onText(socket, data, last);
          }

          @Override
          public CompletionStage<?> onPong(java.net.http.WebSocket socket, ByteBuffer message) {
            pong.complete(message.remaining());
            return java.net.http.WebSocket.Listener.super.onPong(socket, message);
          }

          @Override
          public CompletionStage<?> onClose(
              java.net.http.WebSocket socket, int code, String reason) {
            end.complete(code);
            return CompletableFuture.completedFuture(null);
          }
        };
    try (var client = HttpClient.newHttpClient()) {
      var socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + engine.port() + "/echo"), listener)
              .get(60, TimeUnit.SECONDS);
      var text = "äöü€😀".repeat(50_000);

      socket.sendText(text.substring(0, 7), false).get(60, TimeUnit.SECONDS);
      socket.sendText(text.substring(7), true).get(60, TimeUnit.SECONDS);
      socket.sendPing(ByteBuffer.wrap(new byte[17])).get(60, TimeUnit.SECONDS);

      assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo(text);
      assertThat(pong.get(60, TimeUnit.SECONDS)).isEqualTo(17);
      socket.sendClose(3000, "done").get(60, TimeUnit.SECONDS);
      assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(3000);
      assertThat(echo.ends()).isTrue();
    }
  }
}
