package io.edgemq.http;

import io.edgemq.server.Reply;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import java.util.List;
import java.util.Optional;

/// Lets pages of any origin call (SPEC 2). Calls are authorised by a token that a page must know,
/// never by a cookie, so the origin does not matter.
final class Cors {
  private static final Header ANY_ORIGIN =
      HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");

  /// What a page's script may read besides the body.
  private static final Header EXPOSED =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
          "X-Request-Id, ETag, X-Revision, Idempotent-Replayed, Location, Retry-After, WWW-Authenticate, Allow, "
              + "RateLimit, RateLimit-Policy");

  private static final List<Header> ALWAYS = List.of(ANY_ORIGIN);
  private static final List<Header> TO_A_PAGE = List.of(ANY_ORIGIN, EXPOSED);
  private static final String ALLOWED =
      "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Cache-Control, X-Request-Id, "
          + "If-Match, If-None-Match, X-MQ-Delay-Seconds, X-MQ-Group, X-MQ-Hops, X-MQ-TTL-Seconds, "
          + "X-MQ-Tenant";
  private static final Header ALLOWED_HEADERS =
      HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED);
  private static final Header A_DAY =
      HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_MAX_AGE, "86400");
  private static final int MAX_REQUESTED = 2000;

  private Cors() {}

  /// On every answer to a request with those headers.
  static List<Header> headers(Headers request) {
    return request.contains(HeaderNames.ORIGIN) ? TO_A_PAGE : ALWAYS;
  }

  /// The answer to a preflight for a path that takes the methods in `allow`.
  static Reply preflight(Header allow, Headers request) {
    return new Reply.Empty(
        Status.NO_CONTENT_204,
        List.of(
            allow,
            HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, allow.get()),
            allowedHeaders(request),
            A_DAY));
  }

  /// Attributes travel as headers of any name (`X-MQ-Attr-…`), so every header that is asked for
  /// is allowed.
  private static Header allowedHeaders(Headers request) {
    return requestedHeaders(request)
        .map(
            names ->
                HeaderValues.create(
                    HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED + ", " + names))
        .orElse(ALLOWED_HEADERS);
  }

  /// The names of headers that a preflight asks for; empty when it asks for none, or for what are
  /// no names.
  static Optional<String> requestedHeaders(Headers request) {
    HeaderName asked = HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS;
    if (!request.contains(asked)) {
      return Optional.empty();
    }
    var names = request.get(asked).get();
    boolean legal = names.length() <= MAX_REQUESTED && names.chars().allMatch(Cors::isInNames);
    return legal && !names.isBlank() ? Optional.of(names.strip()) : Optional.empty();
  }

  private static boolean isInNames(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-_.!#$%&'*+^`|~, ".indexOf(c) >= 0;
  }
}
