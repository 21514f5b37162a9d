package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A WebSocket of the API, for tests. It answers a close by itself, with the same code.
final class ApiSocket implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 60;

  /// Empty behind the last one.
  private final BlockingQueue<Optional<JsonNode>> frames = new LinkedBlockingQueue<>();

  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  /// How the server has closed a socket.
  ///
  /// @param at when the client knew, as [System#nanoTime]
  record End(int code, String reason, long at) {
    /// After how long the client is to come back.
    long retryMillis() {
      assertThat(reason).matches("[a-z_]+,[0-9]+");
      return Long.parseLong(reason.substring(reason.indexOf(',') + 1));
    }
  }

  private ApiSocket(WebSocket.Builder builder, URI uri) {
    this.socket = builder.buildAsync(uri, this).join();
  }

  /// Opens `path` with the client's key.
  static ApiSocket open(ApiClient client, String path) {
    var request = client.request(path, HttpRequest.Builder::GET);
    var builder = client.http().newWebSocketBuilder();
    request
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    return new ApiSocket(builder, URI.create("ws" + request.uri().toString().substring(4)));
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      frames.add(Optional.of(parse(text.toString())));
      text.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException malformed) {
      throw new AssertionError(json, malformed);
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    end.complete(new End(code, reason, System.nanoTime()));
    frames.add(Optional.empty());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket from, Throwable cause) {
    end.completeExceptionally(cause);
    frames.add(Optional.empty());
  }

  void send(String json) {
    socket.sendText(json, true).join();
  }

  /// The next frame; empty when none follows.
  Optional<JsonNode> next() throws InterruptedException {
    var next = frames.poll(SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("a frame or an end").isNotNull();
    return next;
  }

  /// How it has ended. Fails when it broke.
  End end() throws Exception {
    return end.get(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
