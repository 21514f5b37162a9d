package io.edgemq.domain;

import java.time.Instant;

/// The right of one receiver to a message until `until`. Until then nobody else gets the message;
/// from then on anybody may, and the lease still settles it as long as nobody did.
///
/// @param attempt how often the message was handed out, this time included: from 1
public record Lease(LeaseHandle handle, int attempt, Instant until) {
  public Lease {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts are counted from 1");
    }
  }
}
