package io.edgemq.http;

import io.edgemq.server.Reply;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Why a request was not served, as its caller is told (RFC 9457).
///
/// @param code stable, in snake case: what programs act on
/// @param detail for people: what is wrong and what to do next; holds no secret and no payload
/// @param headers further headers of the answer
record Problem(Status status, String code, String detail, List<Header> headers) {
  /// The media type of a problem.
  static final Header TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");

  private static final int OVERHEAD = 256;

  Problem(Status status, String code, String detail) {
    this(status, code, detail, List.of());
  }

  /// This with one more header, in the place of one of that name.
  Problem with(Header header) {
    var others = headers.stream().filter(each -> !each.headerName().equals(header.headerName()));
    return new Problem(status, code, detail, Stream.concat(others, Stream.of(header)).toList());
  }

  /// When to ask again, if that is said: what `Retry-After` has, which is whole seconds here.
  Optional<Duration> retryAfter() {
    return headers.stream()
        .filter(each -> each.headerName().equals(HeaderNames.RETRY_AFTER))
        .map(each -> Duration.ofSeconds(Long.parseLong(each.get())))
        .findFirst();
  }

  /// This as the answer to the request of that name.
  Reply.Content reply(String requestId) {
    return new Reply.Content(status, TYPE, json(requestId), headers);
  }

  /// The document.
  byte[] json(String requestId) {
    return members(new JsonOut(OVERHEAD + detail.length()).object())
        .field("request_id", requestId)
        .endObject()
        .toBytes();
  }

  /// The same as a value within another answer.
  void writeAs(String name, JsonOut out) {
    members(out.object(name)).endObject();
  }

  private JsonOut members(JsonOut out) {
    return out.field("type", "urn:edgemq:problem:" + code)
        .field("title", status.reasonPhrase())
        .field("status", status.code())
        .field("code", code)
        .field("detail", detail);
  }

  /// This, to be thrown.
  ProblemException asException() {
    return new ProblemException(this);
  }
}
