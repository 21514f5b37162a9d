package io.edgemq.nats.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.jetstream.Entry;
import java.util.Optional;

/// Counters as text.
final class Numbers {
  private Numbers() {}

  static byte[] write(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }

  /// The number in `entry`; 0 when there is none.
  static long read(Optional<Entry> entry) {
    return entry.map(found -> Long.parseLong(new String(found.body(), US_ASCII))).orElse(0L);
  }
}
