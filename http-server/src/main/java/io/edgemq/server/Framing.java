package io.edgemq.server;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds what makes a request mean two things: different servers read it differently, and so it
/// smuggles another one past a proxy.
final class Framing {
  private static final int LENGTH_DIGITS = 18;

  /// Headers of one value that decide who calls and what the body is. Helidon looks after Host.
  private static final List<HeaderName> SINGLE =
      List.of(HeaderNames.AUTHORIZATION, HeaderNames.CONTENT_TYPE);

  private Framing() {}

  /// Why a request with those headers may be read in two ways, if it may.
  static Optional<Fault> complaint(Headers headers) {
    if (!isWellFramed(headers)) {
      return Optional.of(new Fault.MalformedBody());
    }
    return repeated(headers);
  }

  /// The same on HTTP/2, which has frames for bodies.
  static Optional<Fault> repeated(Headers headers) {
    for (var name : SINGLE) {
      if (headers.contains(name) && headers.get(name).valueCount() > 1) {
        return Optional.of(new Fault.RepeatedHeader(name.defaultCase()));
      }
    }
    return Optional.empty();
  }

  /// Whether the body is framed in one way only (RFC 9112, 6.3): one length, or one `chunked`.
  private static boolean isWellFramed(Headers headers) {
    boolean encoded = headers.contains(HeaderNames.TRANSFER_ENCODING);
    boolean measured = headers.contains(HeaderNames.CONTENT_LENGTH);
    if (!encoded && !measured) {
      return true;
    }
    return encoded
        ? !measured && isOnly(headers.all(HeaderNames.TRANSFER_ENCODING, List::of), "chunked")
        : isOneLength(headers.all(HeaderNames.CONTENT_LENGTH, List::of));
  }

  private static boolean isOnly(List<String> values, String value) {
    return values.size() == 1 && values.getFirst().equals(value);
  }

  private static boolean isOneLength(List<String> values) {
    return values.size() == 1 && Ascii.isNumber(values.getFirst(), LENGTH_DIGITS);
  }

  /// Whether the client wants the connection to end with the answer.
  static boolean asksForClose(Headers headers) {
    if (!headers.contains(HeaderNames.CONNECTION)) {
      return false;
    }
    var connection = headers.get(HeaderNames.CONNECTION);
    return connection != HeaderValues.CONNECTION_KEEP_ALIVE
        && connection.allValues().stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"));
  }
}
