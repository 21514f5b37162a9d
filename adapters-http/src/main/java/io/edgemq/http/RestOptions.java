package io.edgemq.http;

import io.edgemq.domain.Limits;
import java.time.Duration;

/// How much the REST interface lets a client ask for.
///
/// @param keepAlive after how long without a message a stream carries a comment (SPEC 5.1)
public record RestOptions(Limits limits, Duration keepAlive) {
  /// A comment every 15 s.
  public RestOptions(Limits limits) {
    this(limits, Duration.ofSeconds(15));
  }

  /// The largest body that any request may have.
  int maxBodyBytes() {
    return Math.max(Math.max(limits.messageBytes(), limits.batchBytes()), Fields.MAX_BYTES);
  }
}
