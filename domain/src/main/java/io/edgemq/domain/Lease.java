package io.edgemq.domain;

import java.time.Instant;

/// One receiver's right to a message until `until`. Until then nobody else gets the message. After
/// that another receiver may get it; as long as none has, the lease still settles it.
///
/// @param attempt how often the message was handed out, this time included: from 1
public record Lease(LeaseHandle handle, int attempt, Instant until) {
  public Lease {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts are counted from 1");
    }
  }
}
