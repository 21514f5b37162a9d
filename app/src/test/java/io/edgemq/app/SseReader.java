package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events as the standard defines them (WHATWG HTML, 9.2.6).
public final class SseReader implements AutoCloseable {
  private final BufferedReader lines;
  private final HttpResponse<?> response;

  private SseReader(HttpResponse<java.io.InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
  }

  /// An event that was dispatched.
  public record Event(String type, @Nullable String id, String data) {}

  /// Opens a stream. Further headers are given as alternating names and values.
  public static SseReader open(ApiClient client, String path, String... headers)
      throws IOException, InterruptedException {
    UnaryOperator<java.net.http.HttpRequest.Builder> finish =
        request -> headers.length == 0 ? request.GET() : request.headers(headers).GET();
    var request = client.request(path, finish);
    return new SseReader(client.http().send(request, BodyHandlers.ofInputStream()));
  }

  /// The answer's status.
  public int status() {
    return response.statusCode();
  }

  HttpResponse<?> response() {
    return response;
  }

  /// The next event; null at the end of the stream.
  public @Nullable Event next() throws IOException {
    String type = "message";
    String id = null;
    var data = new ArrayList<String>();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          return new Event(type, id, String.join("\n", data));
        }
        type = "message";
      } else if (line.startsWith("event: ")) {
        type = line.substring(7);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        data.add(line.substring(6));
      }
    }
    return null;
  }

  /// The next `count` events.
  List<Event> next(int count) throws IOException {
    var events = new ArrayList<Event>();
    for (int i = 0; i < count; i++) {
      var event = next();
      if (event == null) {
        throw new IOException("the stream ended after " + i + " of " + count + " events");
      }
      events.add(event);
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
