package io.edgemq.http;

import io.edgemq.server.Reply;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;

/// Answers with a JSON document.
final class JsonReply {
  /// The media type of everything but problems, streams and pages.
  static final Header TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  private JsonReply() {}

  /// 200 with `json`.
  static Reply.Content ok(JsonOut json) {
    return of(Status.OK_200, json);
  }

  /// `json` with that status.
  static Reply.Content of(Status status, JsonOut json) {
    return new Reply.Content(status, TYPE, json.toBytes(), List.of());
  }
}
