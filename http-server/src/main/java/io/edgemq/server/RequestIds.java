package io.edgemq.server;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.concurrent.atomic.AtomicLong;

/// Names requests, so that an answer, a log line and what its caller saw can be matched.
final class RequestIds {
  /// Carries the name, both ways.
  static final HeaderName HEADER = HeaderNames.create("X-Request-Id");

  private static final int MAX_LENGTH = 128;
  private static final int SEED_LENGTH = 12;

  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  /// @param seed differs between processes; its first 12 characters are in every name
  RequestIds(String seed) {
    prefix = "req-" + seed.substring(0, SEED_LENGTH) + "-";
  }

  /// The name that the request brought, if it is a legal one; else a new one.
  String of(Headers headers) {
    if (headers.contains(HEADER)) {
      var given = headers.get(HEADER).get();
      if (!given.isEmpty() && given.length() <= MAX_LENGTH && Ascii.isVisible(given)) {
        return given;
      }
    }
    return next();
  }

  /// A new name.
  String next() {
    return prefix + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
  }
}
