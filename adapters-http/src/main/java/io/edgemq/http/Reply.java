package io.edgemq.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// What an endpoint answers.
sealed interface Reply {
  /// The media type of everything but problems, streams and pages.
  Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  /// A body of known length.
  ///
  /// @param headers what goes along besides the media type
  record Content(Status status, Header type, byte[] body, List<Header> headers) implements Reply {}

  /// No body.
  record Empty(Status status, List<Header> headers) implements Reply {
    Empty(Status status) {
      this(status, List.of());
    }
  }

  /// A body whose loss matters: `takeBack` runs when it could not be handed over.
  record Handover(Content content, Runnable takeBack) implements Reply {}

  /// A body that grows as long as both sides like.
  record Live(List<Header> headers, Body body) implements Reply {}

  /// Writes a live body.
  @FunctionalInterface
  interface Body {
    /// Writes until there is nothing more to come. Each write is on its way when it returns.
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  /// 200 with a JSON document.
  static Content ok(JsonOut json) {
    return json(Status.OK_200, json);
  }

  /// A JSON document.
  static Content json(Status status, JsonOut json) {
    return new Content(status, JSON, json.toBytes(), List.of());
  }
}
