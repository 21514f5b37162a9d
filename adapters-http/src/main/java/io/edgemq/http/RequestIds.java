package io.edgemq.http;

import io.edgemq.ports.out.IdSource;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.concurrent.atomic.AtomicLong;

/// Names requests, so that an answer, a log line and what its caller saw can be brought together.
final class RequestIds {
  /// Carries the name, both ways.
  static final HeaderName HEADER = HeaderNames.create("X-Request-Id");

  private static final int MAX_LENGTH = 128;

  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  /// Names begin with what `ids` answers once: they need to be unique, not secret.
  RequestIds(IdSource ids) {
    prefix = "req-" + ids.next().substring(0, 12) + "-";
  }

  /// The name that came along, if it is one; else a new one.
  String of(Headers headers) {
    if (headers.contains(HEADER)) {
      var given = headers.get(HEADER).get();
      if (isLegal(given)) {
        return given;
      }
    }
    return next();
  }

  /// A new name.
  String next() {
    return prefix + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
  }

  private static boolean isLegal(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
