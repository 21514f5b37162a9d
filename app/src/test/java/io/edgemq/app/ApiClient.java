package io.edgemq.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// A client of the HTTP API, for tests.
public final class ApiClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CREATED = 201;

  private final HttpClient http;
  private final URI base;
  private final String key;

  /// A client of the server at `base` with a key; an empty one is not sent.
  public ApiClient(URI base, String key) {
    this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), base, key);
  }

  /// As the other, over `http`.
  ApiClient(HttpClient http, URI base, String key) {
    this.http = http;
    this.base = base;
    this.key = key;
    UsedSecrets.add(key);
  }

  /// An answer and its body.
  public record Answer(int status, String text, HttpResponse<String> response) {
    /// The body. Throws [IllegalStateException] when it is not JSON.
    public JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException notJson) {
        throw new IllegalStateException("not JSON: " + text, notJson);
      }
    }

    /// The code of a problem; empty when the answer is not a problem.
    public String code() {
      return json().path("code").asText();
    }
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return call(path, request -> request.GET());
  }

  public Answer post(String path, String body) throws IOException, InterruptedException {
    return call(path, request -> request.POST(BodyPublishers.ofString(body)));
  }

  Answer patch(String path, String body) throws IOException, InterruptedException {
    return call(path, request -> request.method("PATCH", BodyPublishers.ofString(body)));
  }

  public Answer delete(String path) throws IOException, InterruptedException {
    return call(path, request -> request.DELETE());
  }

  /// Sends a request to `path` with this client's key. `finish` completes the request.
  public Answer call(String path, UnaryOperator<HttpRequest.Builder> finish)
      throws IOException, InterruptedException {
    var response = http.send(request(path, finish), BodyHandlers.ofString());
    note(response);
    return new Answer(response.statusCode(), response.body(), response);
  }

  /// Secrets are shown in answers to calls that make something only.
  private static void note(HttpResponse<String> response) {
    if (response.statusCode() == CREATED
        || response.request().uri().getPath().contains("/admin/")) {
      try {
        UsedSecrets.addFrom(JSON.readTree(response.body()));
      } catch (IOException notJson) {
        // nothing is shown then
      }
    }
  }

  HttpRequest request(String path, UnaryOperator<HttpRequest.Builder> finish) {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return finish.apply(request).build();
  }

  HttpClient http() {
    return http;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
