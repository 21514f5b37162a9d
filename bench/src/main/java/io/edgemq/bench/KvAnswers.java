package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;

/// What floors answer to requests to the keys of a bucket: what EdgeMQ would answer.
final class KvAnswers {
  /// Where every floor has its keys: where EdgeMQ has those of the bucket `bench`.
  static final String ROUTE = "/v1/kv/bench/{key}";

  private static final HeaderName REVISION = HeaderNames.create("X-Revision");
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
  private static final Header BYTES =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/octet-stream");

  private KvAnswers() {}

  /// A PUT was stored.
  static void stored(ServerResponse response, long revision) {
    response.header(JSON);
    send(response, revision, ("{\"revision\":" + revision + "}").getBytes(US_ASCII));
  }

  /// A GET has found a value.
  static void found(ServerResponse response, long revision, byte[] value) {
    response.header(BYTES);
    send(response, revision, value);
  }

  private static void send(ServerResponse response, long revision, byte[] body) {
    var text = Long.toString(revision);
    response.header(HeaderNames.ETAG, "\"" + text + "\"");
    response.header(REVISION, text);
    response.send(body);
  }
}
