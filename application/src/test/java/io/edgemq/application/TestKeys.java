package io.edgemq.application;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Principal;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.KeyDirectory;
import java.time.Instant;

/// Keys of the callers that tests invent.
final class TestKeys {
  private TestKeys() {}

  /// `keys`, now with the key that `who` calls with.
  static KeyDirectory with(KeyDirectory keys, Principal who) {
    keys.add(
        new ApiKey(
            who.keyId(),
            who.tenant(),
            new TokenHash("%064x".formatted(who.keyId().hashCode() & 0xffff_ffffL)),
            "test",
            Instant.EPOCH,
            who.expiresAt(),
            null));
    return keys;
  }
}
