package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A WebSocket client that keeps what it is told. Reads on only as it is asked to.
final class SocketClient implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SECONDS = 30;

  private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Closed> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;

  /// How the server closed a socket.
  record Closed(int code, String reason) {}

  /// Opens `path` with the token.
  ///
  /// @param token null: without one
  SocketClient(int port, String path, @Nullable String token) {
    var builder = client.newWebSocketBuilder();
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), this).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      frames.add(parse(text.toString()));
      text.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(new Closed(code, reason));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket from, Throwable cause) {
    closed.completeExceptionally(cause);
  }

  static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(json, malformed);
    }
  }

  SocketClient send(String json) {
    socket.sendText(json, true).join();
    return this;
  }

  /// The next frame.
  JsonNode next() throws InterruptedException {
    var frame = frames.poll(SECONDS, TimeUnit.SECONDS);
    assertThat(frame).as("a frame; closed: " + closed).isNotNull();
    return frame;
  }

  /// Sends a request and answers the next frame.
  JsonNode ask(String json) throws InterruptedException {
    return send(json).next();
  }

  /// The next frame, whose `op` and `id` must be these.
  JsonNode next(String op, String id) throws InterruptedException {
    var frame = next();
    assertThat(frame.path("op").asText()).as(frame.toString()).isEqualTo(op);
    assertThat(frame.path("id").toString()).as(frame.toString()).isEqualTo(id);
    return frame;
  }

  /// Sends a request that must be refused with that status and code; changes nothing else.
  JsonNode refused(String json, int status, String code) throws InterruptedException {
    var frame = ask(json);
    assertThat(frame.path("op").asText()).as(frame.toString()).isEqualTo("error");
    var error = frame.path("error");
    assertThat(error.path("code").asText()).as(frame.toString()).isEqualTo(code);
    assertThat(error.path("status").asInt()).isEqualTo(status);
    assertThat(error.path("title").asText()).isNotEmpty();
    assertThat(error.path("detail").asText()).endsWith(".");
    assertThat(error).hasSize(error.has("retry_ms") ? 5 : 4);
    return frame;
  }

  /// How the server has closed it.
  Closed closed() throws Exception {
    return closed.get(SECONDS, TimeUnit.SECONDS);
  }

  /// What the handshake was answered.
  static java.net.http.HttpResponse<?> refusal(int port, String path, @Nullable String token)
      throws IOException {
    try (var opened = new SocketClient(port, path, token)) {
      throw new AssertionError("it was opened: " + path + opened.frames);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof java.net.http.WebSocketHandshakeException refused) {
        return refused.getResponse();
      }
      throw new IOException(failed);
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    client.close();
  }
}
